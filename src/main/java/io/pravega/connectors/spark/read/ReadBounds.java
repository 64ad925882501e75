// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.CutRange;
import io.pravega.connectors.spark.stream.ReadPoint;
import java.util.Optional;

/** The start and the end of a query, by its options. */
record ReadBounds(ReadPoint start, ReadPoint end) {

    static ReadBounds ofBatch(ReadOptions options) {
        return new ReadBounds(options.start().orElse(new ReadPoint.Earliest()),
                options.end().orElse(new ReadPoint.Latest()));
    }

    static ReadBounds ofStream(ReadOptions options) {
        return new ReadBounds(options.start().orElse(new ReadPoint.Latest()),
                options.end().orElse(new ReadPoint.Unbounded()));
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
