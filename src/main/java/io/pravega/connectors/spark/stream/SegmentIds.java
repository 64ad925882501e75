// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pravega's segment ids: {@code epoch << 32 | number}. */
public final class SegmentIds {

    // Nine digits are always an int.
    private static final Pattern DESCRIBED = Pattern.compile("(\\d{1,9})\\.#epoch\\.(\\d{1,9})");

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

    /** Reads what {@link #describe} gave; empty when the text is nothing of the kind. */
    static OptionalLong parse(String text) {
        Matcher parts = DESCRIBED.matcher(text);
        return parts.matches()
                ? OptionalLong.of(of(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2))))
                : OptionalLong.empty();
    }
}
