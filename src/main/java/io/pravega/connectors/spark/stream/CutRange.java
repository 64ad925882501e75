// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** Everything of one stream that lies after {@code start} and not after {@code end}. */
public record CutRange(Cut start, Cut end) implements Serializable {

    public CutRange {
        if (!start.stream().equals(end.stream())) {
            throw new IllegalArgumentException("Invalid range '%s to %s': expected two cuts of one stream"
                    .formatted(start, end));
        }
    }

    public StreamId stream() {
        return start.stream();
    }

    /** Tells whether both cuts pass through the same segments, so that the slices follow from the cuts alone. */
    public boolean withinSegments() {
        return start.segments().equals(end.segments());
    }

    /** Returns the slices of a range {@linkplain #withinSegments() within segments} by segment id, no empty ones. */
    public List<SegmentSlice> slices() {
        return start.offsets().entrySet().stream()
                .map(position -> slice(position, end.offset(position.getKey()).orElseThrow()))
                .filter(slice -> !slice.isEmpty())
                .toList();
    }

    private SegmentSlice slice(Map.Entry<Long, Long> from, long to) {
        return new SegmentSlice(stream(), from.getKey(), from.getValue(), to);
    }
}
