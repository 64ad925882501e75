// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.quickstart;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.timestamp_millis;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.window;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.Trigger;

/** Two streaming queries: one writes numbered events to a stream, the other counts them per window into a second. */
final class Pipeline {

    static final int EVENTS = 60_000;

    private static final int FILES = 60;
    private static final String WRITING = "writing";
    private static final String COUNTING = "counting";

    private final SparkSession spark;
    private final Path work;
    private final String eventStream;
    private final String countStream;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong counted = new AtomicLong();
    private StreamingQuery writing;
    private StreamingQuery counting;

    Pipeline(SparkSession spark, Path work, String streamPrefix) {
        this.spark = spark;
        this.work = work;
        this.eventStream = streamPrefix + "-events";
        this.countStream = streamPrefix + "-counts";
        spark.streams().addListener(new Tally());
    }

    /** Returns the name of the stream that the numbered events go to. */
    String eventStream() {
        return eventStream;
    }

    /** Lays down the input: numbers, and with each a time one millisecond after the one before. */
    void prepare() {
        spark.range(0, EVENTS, 1, FILES).write().parquet(input());
    }

    private String input() {
        return work.resolve("input").toString();
    }

    void startWriting() throws TimeoutException {
        writing = spark.readStream().schema("id long").option("maxFilesPerTrigger", 1).parquet(input())
                .select(col("id").mod(10).cast("string").as("routing_key"),
                        to_json(struct(col("id"), timestamp_millis(col("id")).as("time"))).as("event"))
                .writeStream().format("pravega").queryName(WRITING)
                .option("stream", eventStream)
                .option("default_num_segments", 4)
                .option("checkpointLocation", work.resolve(WRITING).toString())
                .trigger(Trigger.ProcessingTime("250 milliseconds"))
                .start();
    }

    void stopWriting() throws TimeoutException {
        writing.stop();
    }

    void startCounting() throws TimeoutException {
        counting = spark.readStream().format("pravega")
                .option("stream", eventStream)
                .option("start_stream_cut", "earliest")
                .load()
                .select(field("time", "id long, time timestamp"))
                .groupBy(window(col("time"), "10 seconds").getField("start").as("window"))
                .agg(count(lit(1)).as("events"))
                .select(col("window").cast("string").as("routing_key"),
                        to_json(struct(col("window"), col("events"))).as("event"))
                .writeStream().format("pravega").queryName(COUNTING)
                .option("stream", countStream)
                .option("checkpointLocation", work.resolve(COUNTING).toString())
                .outputMode(OutputMode.Update())
                .start();
    }

    void stopCounting() throws TimeoutException {
        counting.stop();
    }

    /** Returns when the writing query has reported at least that many events. */
    void awaitWritten(long events) throws StreamingQueryException {
        while (written() < events) {
            if (writing.awaitTermination(100)) {
                throw new IllegalStateException("Cannot go on: the writing query has ended");
            }
        }
    }

    /** Lets both queries come to the end of their input and stops them. */
    void finish() throws TimeoutException {
        writing.processAllAvailable();
        writing.stop();
        counting.processAllAvailable();
        counting.stop();
    }

    /** Events in finished epochs of the writing query, as Spark reports them. */
    long written() {
        return written.get();
    }

    /** Events in finished epochs of the counting query, as Spark reports them. */
    long counted() {
        return counted.get();
    }

    /** Compares both streams with the input. */
    Verdict verdict() {
        Row ids = load(eventStream).select(field("id", "id long"))
                .agg(count(col("id")), countDistinct(col("id")))
                .first();
        String count = "window timestamp, events long";
        List<Verdict.Window> windows = load(countStream)
                .select(field("window", count), field("events", count))
                .groupBy(col("window")).agg(max(col("events"))).orderBy(col("window"))
                .collectAsList().stream()
                .map(row -> new Verdict.Window(row.getTimestamp(0).toInstant(), row.getLong(1)))
                .toList();
        return new Verdict(EVENTS, ids.getLong(0), ids.getLong(1), windows);
    }

    private Dataset<Row> load(String stream) {
        return spark.read().format("pravega").option("stream", stream).load();
    }

    private static Column field(String name, String schema) {
        return from_json(col("event").cast("string"), schema, Map.of()).getField(name).as(name);
    }

    /** Adds up what finished epochs report. */
    private final class Tally extends StreamingQueryListener {
        private static final long serialVersionUID = 1L;

        @Override
        public void onQueryStarted(QueryStartedEvent event) {
            // Only progress matters.
        }

        @Override
        public void onQueryProgress(QueryProgressEvent event) {
            AtomicLong events = WRITING.equals(event.progress().name()) ? written : counted;
            events.addAndGet(event.progress().numInputRows());
        }

        @Override
        public void onQueryTerminated(QueryTerminatedEvent event) {
            // A query that fails is noticed by whoever waits for it.
        }
    }
}
