package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.connector.read.InputPartition;

/** What one task reads, one slice after the other. */
record PravegaInputPartition(StreamId stream, List<SegmentSlice> slices) implements InputPartition {

    /** @param maxPartitions by default, as many as the cluster works on at a time */
    static InputPartition[] plan(StreamId stream, List<SegmentSlice> slices, OptionalInt maxPartitions) {
        int most = maxPartitions.orElseGet(() -> SparkContext.getOrCreate().defaultParallelism());
        return Packing.pack(slices, most).stream().map(part -> new PravegaInputPartition(stream, part))
                .toArray(InputPartition[]::new);
    }
}
