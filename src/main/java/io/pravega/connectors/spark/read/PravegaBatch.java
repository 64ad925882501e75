// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.read.plan.TimeWindows;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/** A batch query whose range is fixed. Spark reads equal batches only once. */
record PravegaBatch(List<SegmentSlice> slices, Map<StreamId, Map<Long, TimeWindows>> times,
        PravegaPartitionReaderFactory readers, OptionalInt maxPartitions) implements Batch {

    @Override
    public InputPartition[] planInputPartitions() {
        return Packing.partitions(slices, times, maxPartitions);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return readers;
    }
}
