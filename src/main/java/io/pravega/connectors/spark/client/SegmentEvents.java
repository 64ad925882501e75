// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.stream.SegmentSlice;

/** The events of segments, read in bulk. */
public interface SegmentEvents {

    /**
     * Starts to fetch a slice's bytes and returns at once.
     *
     * @param slice its start must lie between two events
     */
    EventCursor open(SegmentSlice slice);

    /**
     * Starts to follow a segment and returns at once.
     *
     * @param slice its start must lie between two events; it has no end
     * @param news called by another thread whenever {@link SegmentTail#next} or {@link SegmentTail#isAtEnd} may have a
     *     new answer
     */
    SegmentTail follow(SegmentSlice slice, Runnable news);

    /**
     * Finds the last boundary between two events of the slice that lies at most {@code maxBytes} after its start, but
     * at least one event after it (unless the slice is empty). Reads headers only, in constant memory.
     *
     * @return an offset in the segment, at most the slice's end
     * @throws DataLossException when the slice's bytes were truncated
     */
    long boundaryWithin(SegmentSlice slice, long maxBytes);
}
