// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream;

import java.io.Serializable;

/**
 * The bytes of one segment from {@code startOffset} up to, not including, {@code endOffset}. Both offsets lie between
 * events.
 *
 * @param segmentId Pravega's 64-bit segment id: the epoch in the upper half, the number in the lower. A successor's id
 *     is greater than its predecessors'.
 */
public record SegmentSlice(StreamId stream, long segmentId, long startOffset, long endOffset)
        implements Serializable {

    public SegmentSlice {
        if (startOffset < 0 || endOffset < startOffset) {
            throw new IllegalArgumentException(
                    "Invalid slice '%d..%d' of segment %s of stream %s: expected 0 <= start <= end"
                            .formatted(startOffset, endOffset, SegmentIds.describe(segmentId), stream));
        }
    }

    /** Makes the slice of a segment from an offset on, however far the segment will go. */
    public static SegmentSlice openEnded(StreamId stream, long segmentId, long startOffset) {
        return new SegmentSlice(stream, segmentId, startOffset, Long.MAX_VALUE);
    }

    /** Returns the length in bytes, event headers included. */
    public long bytes() {
        return endOffset - startOffset;
    }

    public boolean isEmpty() {
        return endOffset == startOffset;
    }

    /** Returns the form for messages: {@code segment 3.#epoch.1 of stream scope/name, offsets 100 to 200}. */
    @Override
    public String toString() {
        return "segment %s of stream %s, ".formatted(SegmentIds.describe(segmentId), stream)
                + (endOffset == Long.MAX_VALUE ? "from offset %d on".formatted(startOffset)
                        : "offsets %d to %d".formatted(startOffset, endOffset));
    }
}
