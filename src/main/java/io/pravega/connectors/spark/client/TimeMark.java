// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.stream.Cut;
import java.util.Map;

/**
 * A mark of event time in a stream. Pravega makes it of what all writers have noted last, and each has a greater lower
 * bound than the one before.
 *
 * @param lowerMillis the least time that a writer had noted, in ms since 1970
 * @param upperMillis the greatest time that a writer had noted
 * @param cut a place in the stream that no writer had passed when it made its note; may hold offset 0 of segments that
 *     nobody has written to yet
 * @param ranges the parts of the key space of the cut's segments, by segment id
 * @param place where the mark stands among the others
 */
public record TimeMark(long lowerMillis, long upperMillis, Cut cut, Map<Long, KeyRange> ranges, long place) {

    /** A part of the key space, which is from 0 to 1; {@code high} is not part of it. */
    public record KeyRange(double low, double high) {

        /** Tells whether both have keys in common. */
        public boolean overlaps(KeyRange other) {
            return high > other.low && low < other.high;
        }
    }
}
