// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.quickstart;

import io.pravega.connectors.spark.testing.EmbeddedPravega;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;

/**
 * Writes numbered events to one stream, counts them per window into a second, stops and restarts the counting half-way,
 * asks in SQL how far the first stream is, and compares what was written with what was read.
 *
 * <p>Exits with 0 when nothing is lost or duplicated, with 1 when something is, with 2 when it could not be tried.
 */
public final class QuickStart {

    private QuickStart() {
    }

    public static void main(String[] args) throws Exception {
        Settings settings;
        try {
            settings = Settings.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        System.exit(settings.usesEmbeddedServer() ? runEmbedded(settings) : run(settings));
    }

    private static int runEmbedded(Settings settings) throws Exception {
        say("Starting an embedded Pravega");
        try (EmbeddedPravega pravega = EmbeddedPravega.start()) {
            return run(settings.withController(pravega.controllerUri().toString()));
        }
    }

    private static int run(Settings settings) throws Exception {
        say("Starting Spark; controller %s, scope %s", settings.controller(), settings.scope());
        Path work = Files.createTempDirectory("pravega-quickstart");
        SparkSession.Builder session = EventTable.catalog(SparkSession.builder(), settings.controller());
        SparkSession spark = session.master("local[2]").appName("Pravega quick start")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.ui.showConsoleProgress", false)
                .config("spark.datasource.pravega.controller", settings.controller())
                .config("spark.datasource.pravega.scope", settings.scope())
                .getOrCreate();
        try {
            say("Spark's own page on this run: %s", spark.sparkContext().uiWebUrl().getOrElse(() -> "off"));
            return watch(spark, work, settings.scope());
        } finally {
            spark.stop();
            FileUtil.fullyDelete(work.toFile());
        }
    }

    private static int watch(SparkSession spark, Path work, String scope)
            throws TimeoutException, StreamingQueryException {
        Pipeline pipeline = new Pipeline(spark, work, "quickstart-" + System.currentTimeMillis());
        EventTable table = new EventTable(spark, scope, pipeline.eventStream());
        pipeline.prepare();
        try (ProgressLine progress = ProgressLine.start(pipeline)) {
            pipeline.startWriting();
            pipeline.awaitWritten(1);
            pipeline.startCounting();
            pipeline.awaitWritten(Pipeline.EVENTS / 3);
            progress.note("stopping both queries");
            pipeline.stopCounting();
            pipeline.stopWriting();
            progress.note("restarting them from their checkpoints");
            pipeline.startWriting();
            pipeline.startCounting();
            say("%nThe same stream as a table, while it is written:%n%n%s%n", table.query());
            for (int sixths = 4; sixths <= 6; sixths++) {
                pipeline.awaitWritten(Pipeline.EVENTS / 6L * sixths);
                say("SQL: %s", table.answer());
            }
            pipeline.finish();
            progress.note("done");
        }
        say("%n%s", table.committed());
        Verdict verdict = pipeline.verdict();
        say("%n%s%n%n%s", verdict.table(), verdict);
        return verdict.isGood() ? 0 : 1;
    }

    static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
