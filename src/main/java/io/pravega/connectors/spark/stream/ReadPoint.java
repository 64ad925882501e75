// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream;

import java.util.Locale;

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
            return cut.toText();
        }
    }

    /**
     * Parses {@code earliest}, {@code latest}, {@code unbounded} or the text of a stream cut.
     *
     * @throws IllegalArgumentException when the text is none of these
     */
    static ReadPoint parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "earliest" -> new Earliest();
            case "latest" -> new Latest();
            case "unbounded" -> new Unbounded();
            default -> new At(Cut.parse(text));
        };
    }
}
