// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

/** The events of one segment, from a place on, as they are written. */
public interface SegmentTail extends EventCursor {

    /**
     * Moves on to the next event, if there is one by now; does not wait for it.
     *
     * @return false when there is none yet, and when {@link #isAtEnd}
     * @throws DataLossException when the bytes were truncated
     */
    @Override
    boolean next();

    /** Tells whether the segment is sealed and {@link #next} has given all its events. */
    boolean isAtEnd();

    /** Returns the offset behind the last event that {@link #next} gave. */
    long nextOffset();
}
