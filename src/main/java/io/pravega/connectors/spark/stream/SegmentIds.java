// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream;

/** Pravega's segment ids: {@code epoch << 32 | number}. */
public final class SegmentIds {

    private SegmentIds() {
    }

    public static long of(int number, int epoch) {
        return ((long) epoch << 32) | (number & 0xFFFFFFFFL);
    }

    public static int number(long segmentId) {
        return (int) segmentId;
    }

    public static int epoch(long segmentId) {
        return (int) (segmentId >>> 32);
    }

    /** Returns the form that Pravega's logs use: {@code number.#epoch.epoch}. */
    public static String describe(long segmentId) {
        return number(segmentId) + ".#epoch." + epoch(segmentId);
    }
}
