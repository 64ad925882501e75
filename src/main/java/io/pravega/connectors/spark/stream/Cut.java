// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stream cut: one offset in each of the segments that together cover the stream's key space. Two cuts are equal when
 * their positions are; their texts may differ, because Pravega's text form is not canonical.
 */
public final class Cut implements Serializable {

    private static final long serialVersionUID = 1L;

    private final StreamId stream;
    private final TreeMap<Long, Long> offsets;

    private Cut(StreamId stream, Map<Long, Long> offsets) {
        this.stream = stream;
        this.offsets = new TreeMap<>(offsets);
    }

    /**
     * Makes a cut of positions.
     *
     * @param offsets segment id → offset; copied
     */
    public static Cut of(StreamId stream, Map<Long, Long> offsets) {
        return new Cut(stream, offsets);
    }

    /**
     * Reads Pravega's text form.
     *
     * @throws IllegalArgumentException when the text is not a stream cut, or one without positions
     */
    public static Cut parse(String text) {
        return CutText.parse(text);
    }

    public StreamId stream() {
        return stream;
    }

    /** Returns segment id → offset, in order of the ids, unmodifiable. */
    public SortedMap<Long, Long> offsets() {
        return Collections.unmodifiableSortedMap(offsets);
    }

    public Set<Long> segments() {
        return Collections.unmodifiableSet(offsets.keySet());
    }

    /** Returns the offset in a segment, or empty when the cut does not pass through it. */
    public OptionalLong offset(long segmentId) {
        Long offset = offsets.get(segmentId);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** Returns Pravega's text form, which is the same for equal cuts; {@code StreamCut.from} understands it. */
    public String toText() {
        return CutText.format(this);
    }

    /** Returns the readable text form: {@code {"version":1,"scope/name":{"0.#epoch.0":120}}}. */
    public String toJson() {
        return PositionsJson.format(List.of(this), List.of());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cut cut && stream.equals(cut.stream) && offsets.equals(cut.offsets);
    }

    @Override
    public int hashCode() {
        return 31 * stream.hashCode() + offsets.hashCode();
    }

    /** Returns readable positions, for messages and logs: {@code scope/name{0.#epoch.0=120, 1.#epoch.0=80}}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(stream.toString()).append('{');
        offsets.forEach((segment, offset) -> text.append(text.charAt(text.length() - 1) == '{' ? "" : ", ")
                .append(SegmentIds.describe(segment)).append('=').append(offset));
        return text.append('}').toString();
    }
}
