// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.stream.Cut;

/** The event time of a stream as one of its writers tells it. Pravega makes marks of what all writers tell. */
public interface WriterClock {

    /**
     * Notes how far in time the writer has come.
     *
     * @param millis a time that no event before the position is later than, in ms since 1970
     * @return whether that was noted; false when the writer has noted a later time before
     */
    boolean note(long millis, Cut position);

    /** Tells that the writer has come to its end, so that no mark waits for it. */
    void leave();
}
