// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.CutRange;
import io.pravega.connectors.spark.stream.EndPoint;
import io.pravega.connectors.spark.stream.StartPoint;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.Optional;

/** Where a query starts and ends, by its options. */
record ReadBounds(StartPoint start, EndPoint end) {

    /**
     * @throws IllegalArgumentException {@code Invalid start_stream_cut '…': …}, and the like of the end
     */
    static ReadBounds ofBatch(ReadOptions options) {
        return parse(options, "earliest", "latest");
    }

    /**
     * @throws IllegalArgumentException {@code Invalid start_stream_cut '…': …}, and the like of the end
     */
    static ReadBounds ofStream(ReadOptions options) {
        return parse(options, "latest", "unbounded");
    }

    private static ReadBounds parse(ReadOptions options, String defaultStart, String defaultEnd) {
        StreamId stream = new StreamId(options.scope(), options.stream());
        return new ReadBounds(StartPoint.parse(stream, options.startStreamCut().orElse(defaultStart)),
                EndPoint.parse(stream, options.endStreamCut().orElse(defaultEnd)));
    }

    /** The range of a batch query, as of now. */
    CutRange range(StreamDirectory directory) {
        Cut first = startCut(directory);
        if (end instanceof EndPoint.At at) {
            return new CutRange(first, at.cut());
        }
        return new CutRange(first, start instanceof StartPoint.Latest ? first : directory.tail());
    }

    Cut startCut(StreamDirectory directory) {
        if (start instanceof StartPoint.At at) {
            return at.cut();
        }
        return start instanceof StartPoint.Earliest ? directory.head() : directory.tail();
    }

    /** The end of a streaming query, as of now; empty when it has none. */
    Optional<Cut> endCut(StreamDirectory directory) {
        if (end instanceof EndPoint.At at) {
            return Optional.of(at.cut());
        }
        return end instanceof EndPoint.Latest ? Optional.of(directory.tail()) : Optional.empty();
    }

    /** The range, when both ends of it were given as cuts. */
    Optional<CutRange> givenRange() {
        return start instanceof StartPoint.At first && end instanceof EndPoint.At last
                ? Optional.of(new CutRange(first.cut(), last.cut())) : Optional.empty();
    }
}
