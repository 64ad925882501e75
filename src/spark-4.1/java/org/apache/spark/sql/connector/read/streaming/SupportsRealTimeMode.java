// SPDX-License-Identifier: Apache-2.0
package org.apache.spark.sql.connector.read.streaming;

import org.apache.spark.sql.connector.read.InputPartition;

/** A micro-batch stream for the trigger {@code RealTime}, of whose batches Spark knows the start only. */
public interface SupportsRealTimeMode {

    /** Returns what each task reads, from the start until the time of the batch is over. */
    InputPartition[] planInputPartitions(Offset start);

    /** Returns the end of a batch, made of where its tasks ended. */
    Offset mergeOffsets(PartitionOffset[] offsets);

    /** Tells the stream that this is its trigger. */
    void prepareForRealTimeMode();
}
