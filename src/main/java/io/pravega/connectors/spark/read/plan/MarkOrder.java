// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.client.SegmentDescription;
import io.pravega.connectors.spark.client.TimeMark;
import io.pravega.connectors.spark.stream.Cut;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The order of the places in a stream and its marks, which is that of Pravega's own readers: segments are compared
 * where they share keys, and later ones have greater ids.
 */
public final class MarkOrder {

    private static final Place PASSED = new Place(0, 0);
    private static final Place AHEAD = new Place(Long.MAX_VALUE, Long.MAX_VALUE);
    /** The mark lies before the segment for some keys, and behind it for others. */
    private static final Place ACROSS = new Place(Long.MAX_VALUE, 0);

    private final Supplier<List<SegmentDescription>> segments;
    /** The segments' parts of the key space; empty for those of which nobody tells. */
    private final Map<Long, Optional<TimeMark.KeyRange>> ranges = new HashMap<>();

    /**
     * Where a mark stands in a segment.
     *
     * @param passedFrom the offset from which on it is passed
     * @param aheadUntil the offset up to which it lies ahead
     */
    record Place(long passedFrom, long aheadUntil) {
    }

    /** @param segments the segments that the stream holds; asked for only when no mark tells enough */
    MarkOrder(Supplier<List<SegmentDescription>> segments) {
        this.segments = segments;
    }

    /** Notes what a mark tells of segments. */
    void learn(TimeMark mark) {
        mark.ranges().forEach((segment, range) -> ranges.put(segment, Optional.of(range)));
    }

    /** Tells whether somebody who has read as far as the cut has passed the mark. */
    boolean isPassed(TimeMark mark, Cut cut) {
        return cut.offsets().entrySet().stream()
                .allMatch(position -> place(mark, position.getKey()).passedFrom() <= position.getValue());
    }

    /** Finds where a mark stands in a segment. */
    Place place(TimeMark mark, long segment) {
        if (mark.cut().offset(segment).isPresent()) {
            long offset = mark.cut().offset(segment).getAsLong();
            return new Place(offset, offset);
        }
        if (segment > mark.cut().offsets().lastKey()) {
            return PASSED;
        }
        if (segment < mark.cut().offsets().firstKey()) {
            return AHEAD;
        }
        Optional<TimeMark.KeyRange> range = range(segment);
        boolean before = false;
        boolean behind = false;
        for (Map.Entry<Long, TimeMark.KeyRange> other : mark.ranges().entrySet()) {
            if (range.isEmpty() || range.get().overlaps(other.getValue())) {
                before |= other.getKey() < segment;
                behind |= other.getKey() > segment;
            }
        }
        return behind ? before ? ACROSS : AHEAD : PASSED;
    }

    private Optional<TimeMark.KeyRange> range(long segment) {
        if (!ranges.containsKey(segment)) {
            ranges.put(segment, Optional.empty());
            for (SegmentDescription found : segments.get()) {
                if (found.low().isPresent() && found.high().isPresent()) {
                    ranges.put(found.id(), Optional.of(
                            new TimeMark.KeyRange(found.low().getAsDouble(), found.high().getAsDouble())));
                }
            }
        }
        return ranges.get(segment);
    }
}
