// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What every measurement needs: the settings, Spark, and somewhere to put results. */
final class Lab implements AutoCloseable {

    private final Settings settings;
    private final SparkSession spark;
    private final List<Result> results = new ArrayList<>();

    /** @param cores how many tasks run at once */
    Lab(Settings settings, int cores) {
        this.settings = settings;
        spark = SparkSession.builder().master("local[" + cores + "]").appName("bench")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.warehouse.dir", directory().resolve("warehouse").toString())
                .config("spark.sql.streaming.numRecentProgressUpdates", "100000")
                .getOrCreate();
    }

    /** Where benchmarks leave their files. */
    static Path directory() {
        return Path.of(System.getProperty("bench.directory", "target/bench"));
    }

    Settings settings() {
        return settings;
    }

    SparkSession spark() {
        return spark;
    }

    /** A server with nothing in it; the caller closes it. */
    Server freshServer() {
        return new Server(settings, List.of());
    }

    /**
     * A server that can take a gigabyte at full speed, with nothing in it; the caller closes it. Its own compiler and
     * collector would take half a core and more, from whichever client happens to write then. So it compiles quickly
     * and once, lets go of its log soon, and after {@link Server#collectGarbage} has room for all that it allocates
     * for a gigabyte (5.4 GB).
     */
    Server freshServerForWrites() {
        return new Server(settings, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseParallelGC", "-XX:NewRatio=1",
                "-XX:-UseAdaptiveSizePolicy", "-XX:SurvivorRatio=30", "-Dwriter.flush.threshold.milliseconds=500"));
    }

    /** The stream through the connector. */
    Dataset<Row> read(Server server, String stream) {
        return spark.read().format("pravega").options(server.options(stream)).load();
    }

    /** Reads all of the stream, to nowhere; gives the time in ms. */
    double timedRead(Server server, String stream) throws Exception {
        return Timing.milliseconds(() -> read(server, stream).write().format("noop").mode("overwrite").save());
    }

    /** Reads all of the stream so many times, to nowhere; gives the median time in ms. */
    double medianRead(Server server, String stream, int reads) throws Exception {
        double[] times = new double[reads];
        for (int i = 0; i < times.length; i++) {
            times[i] = timedRead(server, stream);
        }
        return Spread.of(times).median();
    }

    /** An empty directory for a query's checkpoint. */
    String newCheckpoint() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(directory().resolve("checkpoints")), "query")
                .toString();
    }

    void report(Result result) {
        results.add(result);
        System.out.println(Table.line(result));
    }

    List<Result> results() {
        return results;
    }

    @Override
    public void close() {
        spark.stop();
    }
}
