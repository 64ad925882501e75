// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.examples;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Copies one stream to another, exactly once: it may be killed at any time and started again.
 *
 * <p>Takes the name of the stream to read, the name of the stream to write, and a directory for the checkpoint. Where
 * they are comes with {@code --conf spark.datasource.pravega.controller=…} and {@code …scope=…}. Events become the
 * routing keys of their copies up to the first colon; a shuffle brings together those that have the same.
 */
public final class StreamToStream {

    private StreamToStream() {
    }

    public static void main(String[] args) throws Exception {
        SparkSession spark = SparkSession.builder().appName("Stream to stream").getOrCreate();
        spark.readStream().format("pravega")
                .option("stream", args[0])
                .option("start_stream_cut", "earliest")
                .load()
                .selectExpr("event", "substring_index(cast(event as string), ':', 1) as routing_key")
                .repartition(col("routing_key"))
                .writeStream().format("pravega")
                .option("stream", args[1])
                .option("checkpointLocation", args[2])
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
        spark.stop();
    }
}
