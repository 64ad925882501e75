// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.examples;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Copies one stream to another in real time, at least once: an event is in the other stream some milliseconds after it
 * was written.
 *
 * <p>Takes the name of the stream to read, the name of the stream to write, a directory for the checkpoint, and how
 * long a batch takes. Where the streams are comes with {@code --conf spark.datasource.pravega.controller=…} and
 * {@code …scope=…}. Spark allows real-time mode with few sinks unless
 * {@code spark.sql.streaming.realTimeMode.allowlistCheck} is false.
 */
public final class RealTimeCopy {

    private RealTimeCopy() {
    }

    public static void main(String[] args) throws Exception {
        SparkSession spark = SparkSession.builder().appName("Real-time copy").getOrCreate();
        spark.conf().set("spark.sql.streaming.realTimeMode.allowlistCheck", false);
        spark.readStream().format("pravega")
                .option("stream", args[0])
                .option("start_stream_cut", "earliest")
                .load()
                .selectExpr("event", "substring_index(cast(event as string), ':', 1) as routing_key")
                .writeStream().format("pravega")
                .option("stream", args[1])
                .option("exactly_once", false)
                .option("checkpointLocation", args[2])
                .outputMode("update")
                .trigger(Trigger.RealTime(args[3]))
                .start()
                .awaitTermination();
    }
}
