// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** The bounds of event time along a segment: windows, of which each holds for the events up to the next one. */
public final class TimeWindows implements Serializable {

    /** In place of a bound: there is none. */
    public static final long NONE = Long.MIN_VALUE;
    /** One window without bounds. */
    public static final TimeWindows UNKNOWN = new TimeWindows(new long[] {0}, new long[] {NONE}, new long[] {NONE});

    private static final long serialVersionUID = 1L;

    private final long[] starts;
    private final long[] lower;
    private final long[] upper;

    private TimeWindows(long[] starts, long[] lower, long[] upper) {
        this.starts = starts;
        this.lower = lower;
        this.upper = upper;
    }

    /**
     * Finds the window of an event.
     *
     * @param near a window; looked at first, together with the next one
     */
    public int find(long offset, int near) {
        for (int window = near; window < near + 2 && window < starts.length; window++) {
            if (starts[window] <= offset && (window + 1 == starts.length || offset < starts[window + 1])) {
                return window;
            }
        }
        int found = Arrays.binarySearch(starts, offset);
        return Math.max(0, found < 0 ? -found - 2 : found);
    }

    /** Returns the window's lower bound in microseconds since 1970, or {@link #NONE}. */
    public long lowerMicros(int window) {
        return lower[window];
    }

    /** Returns the window's upper bound in microseconds since 1970, or {@link #NONE}. */
    public long upperMicros(int window) {
        return upper[window];
    }

    /** A builder of the windows of a slice, which is given all marks in their order. */
    public static final class Builder {

        private final long start;
        private final long end;
        /** By offset, the lower bound from there on, and the upper bound up to there. */
        private final TreeMap<Long, Long> passed = new TreeMap<>();
        private final TreeMap<Long, Long> ahead = new TreeMap<>();

        public Builder(long start, long end) {
            this.start = start;
            this.end = end;
        }

        /** Notes that the mark was passed by the events from an offset on. */
        public void passedFrom(long offset, long lowerMillis) {
            if (offset < end) {
                passed.put(Math.max(offset, start), TimeUnit.MILLISECONDS.toMicros(lowerMillis));
            }
        }

        /** Notes that the mark lies ahead of the events up to an offset. */
        public void aheadUntil(long offset, long upperMillis) {
            if (offset > start && (ahead.isEmpty() || offset > ahead.lastKey())) {
                ahead.put(offset, TimeUnit.MILLISECONDS.toMicros(upperMillis));
            }
        }

        /** Tells whether a mark lies ahead of all events, so that others behind it tell nothing new. */
        boolean isComplete() {
            return !ahead.isEmpty() && ahead.lastKey() >= end;
        }

        public TimeWindows build() {
            TreeSet<Long> from = new TreeSet<>(passed.keySet());
            from.addAll(ahead.headMap(end).keySet());
            from.add(start);
            long[] starts = from.stream().mapToLong(Long::longValue).toArray();
            return new TimeWindows(starts,
                    Arrays.stream(starts).map(offset -> bound(passed.floorEntry(offset))).toArray(),
                    Arrays.stream(starts).map(offset -> bound(ahead.higherEntry(offset))).toArray());
        }

        private static long bound(Map.Entry<Long, Long> entry) {
            return entry == null ? NONE : entry.getValue();
        }
    }
}
