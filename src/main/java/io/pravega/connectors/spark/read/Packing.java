// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.read.plan.TimeWindows;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * The packing of slices into partitions, so that many small ones do not become as many tasks. Slices stay in their
 * order, within partitions and from one partition to the next: ordered by stream and segment id, predecessors come
 * before successors.
 */
final class Packing {

    /** The cost of opening a slice: the number of bytes that could be read in the same time. */
    private static final long OPEN_COST = 64 << 10;

    /** The least cost that is worth a task. */
    private static final long WORTH_A_TASK = 512 << 10;
    /**
     * The bytes that are worth a partition even if the cluster has fewer cores, as for Spark's files. A cluster that
     * allocates executors by demand has few before there are tasks.
     */
    private static final long WORTH_A_PARTITION = 128L << 20;

    private Packing() {
    }

    /**
     * Packs slices into Spark's partitions.
     *
     * @param times the bounds of event time by stream and segment id; empty when nobody asks for them
     * @param maxPartitions empty = as many as the cluster works on at a time, or more for a large read
     */
    static InputPartition[] partitions(List<SegmentSlice> slices, Map<StreamId, Map<Long, TimeWindows>> times,
            OptionalInt maxPartitions) {
        int most = maxPartitions.orElseGet(() -> {
            long bytes = slices.stream().mapToLong(SegmentSlice::bytes).sum();
            int worthTheirWhile = (int) Math.min(bytes / WORTH_A_PARTITION, slices.size());
            return Math.max(worthTheirWhile, SparkContext.getOrCreate().defaultParallelism());
        });
        return pack(slices, most).stream().map(part -> PravegaInputPartition.of(part, times))
                .toArray(InputPartition[]::new);
    }

    /** Packs slices into at most {@code maxPartitions} groups, none empty, the costliest as cheap as can be. */
    static List<List<SegmentSlice>> pack(List<SegmentSlice> slices, int maxPartitions) {
        long low = Math.max(WORTH_A_TASK, slices.stream().mapToLong(Packing::cost).max().orElse(0));
        long high = Math.max(low, slices.stream().mapToLong(Packing::cost).sum());
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (fill(slices, middle).size() <= maxPartitions) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return fill(slices, low);
    }

    private static List<List<SegmentSlice>> fill(List<SegmentSlice> slices, long capacity) {
        List<List<SegmentSlice>> partitions = new ArrayList<>();
        long room = 0;
        for (SegmentSlice slice : slices) {
            if (cost(slice) > room) {
                partitions.add(new ArrayList<>());
                room = capacity;
            }
            partitions.get(partitions.size() - 1).add(slice);
            room -= cost(slice);
        }
        return partitions;
    }

    private static long cost(SegmentSlice slice) {
        return OPEN_COST + slice.bytes();
    }
}
