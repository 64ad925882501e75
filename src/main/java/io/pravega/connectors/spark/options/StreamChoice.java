// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import io.pravega.connectors.spark.stream.StreamId;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The streams of a query, by its options. It prints as users write it. */
public sealed interface StreamChoice extends Serializable {

    /** Tells whether the query may read or write this stream, as far as its name says. */
    boolean includes(StreamId stream);

    /** Tells whether places in these streams say where to begin, or end, in all streams that are there at the start. */
    boolean arePlacedBy(Set<StreamId> streams);

    /** The one stream that is named. */
    record One(StreamId stream) implements StreamChoice {
        @Override
        public boolean includes(StreamId other) {
            return stream.equals(other);
        }

        @Override
        public boolean arePlacedBy(Set<StreamId> others) {
            return others.equals(Set.of(stream));
        }

        @Override
        public String toString() {
            return stream.toString();
        }
    }

    /** The streams of a list: two at least, in the order in which they are named. */
    record Listed(List<StreamId> streams) implements StreamChoice {

        public Listed {
            streams = List.copyOf(streams);
            Set<StreamId> seen = new HashSet<>();
            for (StreamId stream : streams) {
                if (!seen.add(stream)) {
                    throw new IllegalArgumentException(("Invalid %s '%s': expected each stream once, but %s is named "
                            + "twice").formatted(PravegaOptions.STREAM, join(streams), stream));
                }
            }
        }

        @Override
        public boolean includes(StreamId stream) {
            return streams.contains(stream);
        }

        @Override
        public boolean arePlacedBy(Set<StreamId> others) {
            return others.equals(Set.copyOf(streams));
        }

        @Override
        public String toString() {
            return join(streams);
        }

        private static String join(List<StreamId> streams) {
            return streams.stream().map(StreamId::toString).collect(Collectors.joining(","));
        }
    }

    /** The streams of a scope whose names match the pattern as a whole; those that come to be later, too. */
    record Matching(String scope, Pattern pattern) implements StreamChoice {

        /** What the names of Pravega's own streams begin with, which are never meant. */
        private static final String INTERNAL = "_";

        @Override
        public boolean includes(StreamId stream) {
            return stream.scope().equals(scope) && !stream.name().startsWith(INTERNAL)
                    && pattern.matcher(stream.name()).matches();
        }

        /** Others begin at their heads, as those do that come to be later. */
        @Override
        public boolean arePlacedBy(Set<StreamId> others) {
            return others.stream().allMatch(this::includes);
        }

        @Override
        public String toString() {
            return scope + "/" + pattern;
        }
    }

    /** Reads options {@code scope}, {@code stream} and {@code stream_pattern}. */
    static StreamChoice from(OptionReader options) {
        options.requireAtMostOne(PravegaOptions.STREAM, PravegaOptions.STREAM_PATTERN,
                "streams are either named or found by a pattern");
        if (options.find(PravegaOptions.STREAM_PATTERN).isPresent()) {
            return new Matching(options.require(PravegaOptions.SCOPE),
                    Pattern.compile(options.require(PravegaOptions.STREAM_PATTERN)));
        }
        List<StreamId> streams = options.require(PravegaOptions.STREAM).stream()
                .map(name -> StreamId.parse(name)
                        .orElseGet(() -> new StreamId(options.require(PravegaOptions.SCOPE), name)))
                .toList();
        return streams.size() == 1 ? new One(streams.get(0)) : new Listed(streams);
    }

    /**
     * Returns the stream, where there can be only one.
     *
     * @param action what is done to it, for the message
     * @throws IllegalArgumentException {@code Cannot …} when the choice is a list or a pattern
     */
    default StreamId only(String action) {
        if (this instanceof One one) {
            return one.stream();
        }
        throw new IllegalArgumentException("Cannot %s '%s': expected one stream, not a list or a pattern"
                .formatted(action, this));
    }
}
