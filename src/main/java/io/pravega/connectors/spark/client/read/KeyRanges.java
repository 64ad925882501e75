// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.pravega.client.control.impl.SegmentCollection;
import io.pravega.client.segment.impl.Segment;
import io.pravega.client.stream.impl.SegmentWithRange.Range;
import java.util.HashMap;
import java.util.Map;

/**
 * The key ranges of segments that together cover the key space. Pravega's client keeps them to itself, but it tells
 * which segment a key leads to: that is enough to find them by bisection.
 */
final class KeyRanges {

    private KeyRanges() {
    }

    /** Returns the ranges by segment id. */
    static Map<Long, Range> of(SegmentCollection segments) {
        Map<Long, Range> ranges = new HashMap<>();
        double low = 0;
        // In the order of their keys.
        for (Segment segment : segments.getSegments()) {
            double high = lastKey(segments, segment, low);
            ranges.put(segment.getSegmentId(), new Range(low, high));
            low = high;
        }
        return ranges;
    }

    /** @param low the last key of the segment before this one */
    private static double lastKey(SegmentCollection segments, Segment segment, double low) {
        // Numbers that are not negative are ordered like their bits.
        long least = Double.doubleToLongBits(low);
        long greatest = Double.doubleToLongBits(1);
        while (least < greatest) {
            long middle = least + (greatest - least + 1) / 2;
            if (segments.getSegmentForKey(Double.longBitsToDouble(middle)).equals(segment)) {
                least = middle;
            } else {
                greatest = middle - 1;
            }
        }
        return Double.longBitsToDouble(least);
    }
}
