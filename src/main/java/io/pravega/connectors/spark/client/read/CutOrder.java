// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.pravega.connectors.spark.stream.CutRange;
import io.pravega.connectors.spark.stream.SegmentIds;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * The check that the end of a range does not lie before its start. The controller finds that out, too, but its client
 * takes the answer for an outage and repeats the call.
 */
final class CutOrder {

    private CutOrder() {
    }

    /**
     * Checks what the cuts themselves tell.
     *
     * @throws IllegalArgumentException {@code Invalid range …}
     */
    static void require(CutRange range) {
        Set<Long> from = difference(range.start().segments(), range.end().segments());
        Set<Long> to = difference(range.end().segments(), range.start().segments());
        // In each part of the key space a later segment has a greater id.
        boolean inOrder = range.start().offsets().entrySet().stream().allMatch(position -> isReached(position, range))
                && from.isEmpty() == to.isEmpty()
                && (from.isEmpty() || (Collections.min(from) < Collections.min(to)
                        && Collections.max(from) < Collections.max(to)));
        if (!inOrder) {
            throw reversed(range);
        }
    }

    /**
     * Checks that each segment of the start is followed by one of the end, sooner or later. In cuts that cross, some
     * are not, although the ids of others look well.
     *
     * @param successors what follows a segment
     * @throws IllegalArgumentException {@code Invalid range …}
     */
    static void requireReachable(CutRange range, LongFunction<Set<Long>> successors) {
        int lastEpoch = range.end().segments().stream().mapToInt(SegmentIds::epoch).max().orElse(0);
        for (long segment : difference(range.start().segments(), range.end().segments())) {
            if (!reachesEnd(segment, range, lastEpoch, successors)) {
                throw reversed(range);
            }
        }
    }

    private static boolean reachesEnd(long start, CutRange range, int lastEpoch, LongFunction<Set<Long>> successors) {
        Set<Long> seen = new HashSet<>();
        Deque<Long> open = new ArrayDeque<>(Set.of(start));
        while (!open.isEmpty()) {
            for (long next : successors.apply(open.pop())) {
                if (range.end().segments().contains(next)) {
                    return true;
                }
                if (SegmentIds.epoch(next) <= lastEpoch && seen.add(next)) {
                    open.push(next);
                }
            }
        }
        return false;
    }

    private static IllegalArgumentException reversed(CutRange range) {
        return new IllegalArgumentException(("Invalid range from start_stream_cut '%s' to end_stream_cut '%s': "
                + "expected the end not to lie before the start").formatted(range.start(), range.end()));
    }

    private static boolean isReached(Map.Entry<Long, Long> position, CutRange range) {
        return range.end().offset(position.getKey()).orElse(Long.MAX_VALUE) >= position.getValue();
    }

    private static Set<Long> difference(Set<Long> segments, Set<Long> others) {
        Set<Long> rest = new TreeSet<>(segments);
        rest.removeAll(others);
        return rest;
    }
}
