// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream;

import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A place where reading starts or ends. It prints as users write it. */
public sealed interface ReadPoint {

    /** The first event that the stream still holds when the query is planned. */
    record Earliest() implements ReadPoint {
        @Override
        public String toString() {
            return "earliest";
        }
    }

    /** The end of the stream when the query is planned. */
    record Latest() implements ReadPoint {
        @Override
        public String toString() {
            return "latest";
        }
    }

    /**
     * No bound. As a start, it is the same as {@link Earliest}. As an end, it is the same as {@link Latest} in batch;
     * in streaming, reading never ends.
     */
    record Unbounded() implements ReadPoint {
        @Override
        public String toString() {
            return "unbounded";
        }
    }

    /** A position, given as a stream cut. */
    record At(Cut cut) implements ReadPoint {
        @Override
        public String toString() {
            return cut.toJson();
        }
    }

    /**
     * The place in the stream that its marks say of a time.
     *
     * @param withoutMark the place when no mark says one; empty when that is an error
     */
    record AtTime(TimePoint time, Optional<ReadPoint> withoutMark) implements ReadPoint {
        @Override
        public String toString() {
            return time.toString();
        }
    }

    /** A place in each of several streams, or in one that is named; none of them is of this kind again. */
    record Each(SortedMap<StreamId, ReadPoint> points) implements ReadPoint {

        public Each {
            points = Collections.unmodifiableSortedMap(new TreeMap<>(points));
        }

        @Override
        public String toString() {
            return points.toString();
        }
    }

    /**
     * Parses {@code earliest}, {@code latest}, {@code unbounded}, Pravega's text of a stream cut, or JSON as in
     * {@link PositionsJson}.
     *
     * @throws IllegalArgumentException when the text is none of these
     */
    static ReadPoint parse(String text) {
        if (!text.startsWith("{") && !text.startsWith("\"")) {
            return parseOne(text);
        }
        SortedMap<StreamId, ReadPoint> points = PositionsJson.parse(text).points();
        return points.size() == 1 && points.get(points.firstKey()) instanceof At at ? at : new Each(points);
    }

    /** Tells whether reading can end here; nothing lies before the earliest event. */
    default boolean isEnd() {
        return this instanceof Each each ? each.points().values().stream().allMatch(ReadPoint::isEnd)
                : !(this instanceof Earliest);
    }

    /** Parses one of the words or Pravega's text of a stream cut. */
    static ReadPoint parseOne(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "earliest" -> new Earliest();
            case "latest" -> new Latest();
            case "unbounded" -> new Unbounded();
            default -> new At(Cut.parse(text));
        };
    }
}
