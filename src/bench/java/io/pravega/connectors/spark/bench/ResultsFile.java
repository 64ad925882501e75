// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The results as programs read them: JSON. */
final class ResultsFile {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** The file's content. */
    private record Content(String java, String machine, Map<String, String> settings, List<Result> results) {
    }

    private ResultsFile() {
    }

    static void write(Path file, Settings settings, List<Result> results) throws IOException {
        Files.createDirectories(file.getParent());
        String machine = "%d processors, %s %s".formatted(Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"), System.getProperty("os.version"));
        JSON.writeValue(file.toFile(),
                new Content(System.getProperty("java.version"), machine, settings.asMap(), results));
    }

    static List<Result> read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), Content.class).results();
    }
}
