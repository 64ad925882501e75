// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.pravega.client.segment.impl.Segment;
import io.pravega.client.stream.Stream;
import io.pravega.client.stream.StreamCut;
import io.pravega.client.stream.impl.StreamCutImpl;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.Map;
import java.util.stream.Collectors;

/** Conversions between the connector's cuts and Pravega's. */
public final class Cuts {

    private Cuts() {
    }

    public static StreamCut toPravega(Cut cut) {
        return new StreamCutImpl(Stream.of(cut.stream().scope(), cut.stream().name()),
                cut.offsets().entrySet().stream().collect(Collectors.toMap(
                        position -> segment(cut.stream(), position.getKey()), Map.Entry::getValue)));
    }

    public static Cut fromPravega(StreamId stream, Map<Segment, Long> positions) {
        return Cut.of(stream, positions.entrySet().stream().collect(Collectors.toMap(
                position -> position.getKey().getSegmentId(), Map.Entry::getValue)));
    }

    public static Segment segment(StreamId stream, long segmentId) {
        return new Segment(stream.scope(), stream.name(), segmentId);
    }
}
