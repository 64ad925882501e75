// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.connector.read.InputPartition;

/** What one task reads, one slice after the other. */
record PravegaInputPartition(StreamId stream, List<SegmentSlice> slices) implements InputPartition {

    /** As Spark has it for files. A cluster that allocates executors by demand has none before it is asked for. */
    private static final long WORTH_A_PARTITION = 128L << 20;

    /** @param maxPartitions by default, as many as the cluster works on at a time, or as are worth their while */
    static InputPartition[] plan(StreamId stream, List<SegmentSlice> slices, OptionalInt maxPartitions) {
        int most = maxPartitions.orElseGet(() -> {
            long bytes = slices.stream().mapToLong(SegmentSlice::bytes).sum();
            int worthTheirWhile = (int) Math.min(bytes / WORTH_A_PARTITION, slices.size());
            return Math.max(worthTheirWhile, SparkContext.getOrCreate().defaultParallelism());
        });
        return Packing.pack(slices, most).stream().map(part -> new PravegaInputPartition(stream, part))
                .toArray(InputPartition[]::new);
    }
}
