// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

/**
 * How many reads to have on their way, so that a consumer does not wait for bytes because the segment store is far
 * away: as many as it works through while one of them goes there and back. Not safe for use by several threads.
 */
final class ReadAhead {

    /** One is being answered while another one waits for the consumer. */
    static final int LEAST = 2;
    /** How much a reader may hold is a promise of the documents. */
    static final int MOST = 6;

    private long shortestTrip;
    private int reads = LEAST;

    /** Returns how many reads may be under way or wait for the consumer. */
    int reads() {
        return reads;
    }

    /**
     * Takes note of an answer.
     *
     * @param nanos from sending the read until its first bytes were there
     */
    void answered(long nanos) {
        // The shortest one did not wait behind others, so more reads do not lead to more reads.
        shortestTrip = shortestTrip == 0 ? nanos : Math.min(shortestTrip, nanos);
    }

    /**
     * Takes note of the consumer's pace.
     *
     * @param nanos that it worked on the bytes of one read
     */
    void consumed(long nanos) {
        long meanwhile = shortestTrip / Math.max(1, nanos) + 1;
        reads = (int) Math.max(LEAST, Math.min(MOST, meanwhile + 1));
    }
}
