// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.stream.SegmentSlice;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts slices into partitions, so that many small ones do not become as many tasks. Slices stay in their order, within
 * partitions and from one partition to the next: ordered by segment id, predecessors come before successors.
 */
final class Packing {

    /** What opening a slice costs, as the number of bytes that could be read meanwhile. */
    private static final long OPEN_COST = 64 << 10;

    /** A task is not worth starting for less. */
    private static final long WORTH_A_TASK = 512 << 10;

    private Packing() {
    }

    /** At most {@code maxPartitions} groups, none empty, the costliest as cheap as can be. */
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
