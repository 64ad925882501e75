// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.read.plan.PravegaOffset;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.internal.SQLConf;

/**
 * The place where a query began, kept in a file of its checkpoint. Spark asks for it again when the query is restarted
 * before its first batch was completed, and by then "latest" would be another place.
 */
final class FirstOffset {

    private static final String VERSION = "v1";

    private final Path file;

    /** @param checkpointLocation the folder of the checkpoint that is this source's own */
    FirstOffset(String checkpointLocation) {
        file = new Path(checkpointLocation, "start-stream-cut");
    }

    /** Returns the offset in the file. If there is no file yet, writes and returns what {@code choice} gives. */
    PravegaOffset orElse(Supplier<PravegaOffset> choice) {
        try {
            FileSystem files = file.getFileSystem(configuration());
            try {
                return read(files);
            } catch (FileNotFoundException e) {
                return write(files, choice.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the start of the query in '%s': %s"
                    .formatted(file, e.getMessage()), e);
        }
    }

    /** Returns the configuration that Spark uses for the checkpoint: the session may set keys of an object store. */
    private static Configuration configuration() {
        Configuration configuration = new Configuration(SparkContext.getOrCreate().hadoopConfiguration());
        SQLConf.get().settings().forEach(configuration::set);
        return configuration;
    }

    private PravegaOffset read(FileSystem files) throws IOException {
        String text;
        try (FSDataInputStream in = files.open(file)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> lines = text.lines().toList();
        if (lines.size() != 2 || !lines.get(0).equals(VERSION)) {
            throw new IllegalStateException("Invalid start of the query in '%s': expected the line '%s' and an offset"
                    .formatted(file, VERSION));
        }
        return PravegaOffset.parse(lines.get(1));
    }

    /** Writes the file under another name first, so that a file with the right name is always whole. */
    private PravegaOffset write(FileSystem files, PravegaOffset offset) throws IOException {
        Path draft = file.suffix("." + UUID.randomUUID() + ".tmp");
        files.mkdirs(file.getParent());
        try (FSDataOutputStream out = files.create(draft, false)) {
            out.write((VERSION + "\n" + offset.json() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        if (!files.rename(draft, file)) {
            files.delete(draft, false);
            return read(files);
        }
        return offset;
    }
}
