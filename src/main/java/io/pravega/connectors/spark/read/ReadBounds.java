// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.options.StreamChoice;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.CutRange;
import io.pravega.connectors.spark.stream.ReadPoint;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.Optional;

/** The start and the end of a query in one stream, by its options. */
record ReadBounds(ReadPoint start, ReadPoint end) {

    static ReadBounds ofBatch(ReadOptions options, StreamId stream) {
        return of(options, stream, new ReadPoint.Earliest(), new ReadPoint.Latest());
    }

    static ReadBounds ofStream(ReadOptions options, StreamId stream) {
        return of(options, stream, new ReadPoint.Latest(), new ReadPoint.Unbounded());
    }

    /** Returns the bounds in a stream that comes to a running query: what a pattern finds is read from its head on. */
    static ReadBounds ofNewStream(ReadOptions options, StreamId stream) {
        ReadBounds bounds = ofStream(options, stream);
        boolean isPlaced = options.start().filter(ReadPoint.Each.class::isInstance).isPresent();
        return options.streams() instanceof StreamChoice.Matching && !isPlaced
                ? new ReadBounds(new ReadPoint.Earliest(), bounds.end()) : bounds;
    }

    private static ReadBounds of(ReadOptions options, StreamId stream, ReadPoint defaultStart, ReadPoint defaultEnd) {
        return new ReadBounds(options.start().map(point -> in(stream, point, new ReadPoint.Earliest()))
                .orElse(defaultStart), options.end().map(point -> in(stream, point, defaultEnd)).orElse(defaultEnd));
    }

    /** @param otherwise for a stream that a pattern finds and that is not named */
    private static ReadPoint in(StreamId stream, ReadPoint point, ReadPoint otherwise) {
        return point instanceof ReadPoint.Each each ? each.points().getOrDefault(stream, otherwise) : point;
    }

    /** Finds the range of a batch query, as of now. */
    CutRange range(StreamDirectory directory) {
        Cut first = startCut(directory);
        if (end instanceof ReadPoint.At at) {
            return new CutRange(first, at.cut());
        }
        return new CutRange(first, start instanceof ReadPoint.Latest ? first : directory.tail());
    }

    Cut startCut(StreamDirectory directory) {
        if (start instanceof ReadPoint.At at) {
            return at.cut();
        }
        return start instanceof ReadPoint.Latest ? directory.tail() : directory.head();
    }

    /** Finds the end of a streaming query, as of now; empty when it has none. */
    Optional<Cut> endCut(StreamDirectory directory) {
        if (end instanceof ReadPoint.At at) {
            return Optional.of(at.cut());
        }
        return end instanceof ReadPoint.Latest ? Optional.of(directory.tail()) : Optional.empty();
    }

    /** Returns the range, when both ends of it were given as cuts. */
    Optional<CutRange> givenRange() {
        return start instanceof ReadPoint.At first && end instanceof ReadPoint.At last
                ? Optional.of(new CutRange(first.cut(), last.cut())) : Optional.empty();
    }
}
