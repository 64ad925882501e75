// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Optional;

/** A stream, named by its scope and its own name. */
public record StreamId(String scope, String name) implements Serializable, Comparable<StreamId> {

    private static final Comparator<StreamId> ORDER =
            Comparator.comparing(StreamId::scope).thenComparing(StreamId::name);

    /** Reads {@code scope/name}; empty when the text is nothing of the kind. */
    public static Optional<StreamId> parse(String text) {
        String[] parts = text.split("/", -1);
        return parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()
                ? Optional.of(new StreamId(parts[0], parts[1])) : Optional.empty();
    }

    /** Orders streams by scope and name, as people look for them. */
    @Override
    public int compareTo(StreamId other) {
        return ORDER.compare(this, other);
    }

    /** Returns the form that Pravega uses in messages and in stream cuts: {@code scope/name}. */
    @Override
    public String toString() {
        return scope + "/" + name;
    }
}
