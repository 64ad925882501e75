// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

/**
 * The events of one slice, one after the other. The arrays that payloads stand in are never written to again: who keeps
 * array, position and length keeps the event.
 */
public interface EventCursor extends AutoCloseable {

    /**
     * Moves on to the next event.
     *
     * @return false at the end of the slice
     * @throws DataLossException when the bytes were truncated
     */
    boolean next();

    /** Returns the array that the payload stands in. */
    byte[] array();

    /** Returns where in {@link #array()} the payload begins. */
    int position();

    /** Returns the payload's length in bytes. */
    int length();

    /** Returns the offset of the event's first byte (its header) in the segment. */
    long offset();

    /** Gives up what was fetched. May be called at any time, more than once. */
    @Override
    void close();
}
