// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.stream.Cut;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The place where reading ends, if there is one.
 *
 * @param offsets segments whose successors are not read, each with the offset up to which it is read itself
 */
public record ReadEnd(Map<Long, Long> offsets) {

    public static final ReadEnd NEVER = new ReadEnd(Map.of());

    /** Stops at {@code cut}. Where {@code start} lies after it already, nothing is read. */
    static ReadEnd at(Cut cut, Cut start, StreamDirectory directory) {
        Set<Long> elsewhere = new HashSet<>(start.segments());
        elsewhere.removeAll(cut.segments());
        Map<Long, Long> offsets = new HashMap<>(cut.offsets());
        // Only what follows the cut: the segments of a stream that was made anew are related to nothing in it, and are
        // to be found missing.
        elsewhere.retainAll(following(cut.segments(), elsewhere, directory));
        elsewhere.forEach(segment -> offsets.put(segment, 0L));
        return new ReadEnd(offsets);
    }

    /** Returns what follows the segments, as far as the last of those that are looked for. */
    private static Set<Long> following(Set<Long> segments, Set<Long> wanted, StreamDirectory directory) {
        long last = wanted.stream().mapToLong(Long::longValue).max().orElse(Long.MIN_VALUE);
        Set<Long> seen = new HashSet<>();
        Deque<Long> open = new ArrayDeque<>(segments);
        while (!open.isEmpty()) {
            long next = open.pop();
            // What follows a segment has a greater id.
            if (next < last) {
                directory.successors(next).keySet().stream().filter(seen::add).forEach(open::push);
            }
        }
        return seen;
    }

    /** Stops at the tail, or before it where this end comes before the tail. */
    ReadEnd notAfter(Cut tail) {
        if (offsets.isEmpty()) {
            return new ReadEnd(tail.offsets());
        }
        Map<Long, Long> earlier = new HashMap<>(offsets);
        earlier.replaceAll((segment, offset) -> Math.min(offset, tail.offset(segment).orElse(offset)));
        return new ReadEnd(earlier);
    }

    /** Tells whether reading never goes on from this segment to its successors. */
    boolean holds(long segment) {
        return offsets.containsKey(segment);
    }

    /** Returns the offset up to which a segment is read that holds data up to {@code endOffset}. */
    long endIn(long segment, long endOffset) {
        return Math.min(endOffset, offsets.getOrDefault(segment, Long.MAX_VALUE));
    }
}
