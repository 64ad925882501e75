// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Sorts readings of several streams into one stream for each machine, exactly once: it may be killed at any time and
 * started again. Readers of the new streams learn how far in time these go.
 *
 * <p>Takes a pattern of the streams to read, the time from which on they are read, such as {@code 2h}, the names of the
 * streams to write with commas between them, and a directory for the checkpoint. Where they are comes with
 * {@code --conf spark.datasource.pravega.controller=…} and {@code …scope=…}.
 */
public final class SortStreams {

    private SortStreams() {
    }

    public static void main(String[] args) throws Exception {
        SparkSession spark = SparkSession.builder().appName("Sort streams").getOrCreate();
        start(spark, args[0], args[1], args[2], args[3]).awaitTermination();
        spark.stop();
    }

    /** Starts the query, which ends when all that is there was sorted. */
    public static StreamingQuery start(SparkSession spark, String pattern, String since, String streams,
            String checkpoint) throws TimeoutException {
        return spark.readStream().format("pravega")
                .option("stream_pattern", pattern)
                .option("start_time", since)
                // Streams whose writers tell no time are read from their heads.
                .option("start_time_without_mark", "earliest")
                .option("event_format", "json")
                .schema("machine STRING, temperature DOUBLE, time TIMESTAMP")
                .load()
                .withColumn("stream", concat(lit("machine-"), col("machine")))
                .writeStream().format("pravega")
                .option("stream", streams)
                .option("event_format", "json")
                .option("routing_key_column", "machine")
                .option("event_time_column", "time")
                // All rows of a machine come to one task, so that they are in order.
                .option("distribute_by_routing_key", "true")
                .option("checkpointLocation", checkpoint)
                .trigger(Trigger.AvailableNow())
                .start();
    }
}
