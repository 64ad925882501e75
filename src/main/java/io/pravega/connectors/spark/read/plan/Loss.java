// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.client.DataLossException;
import io.pravega.connectors.spark.stream.SegmentIds;
import io.pravega.connectors.spark.stream.StreamId;

/**
 * A piece of data that should have been read and is gone.
 *
 * @param description what is gone: stream, segment, offsets
 * @param bytes how much is gone, as far as it can be known
 */
public record Loss(String description, long bytes) {

    /** Describes bytes that were truncated, from {@code from} to {@code to}. */
    static Loss truncated(StreamId stream, long segment, long from, long to) {
        return new Loss("segment %s of stream %s was truncated, offsets %d to %d are gone"
                .formatted(SegmentIds.describe(segment), stream, from, to), to - from);
    }

    /** Describes a segment that no longer exists; how much it held after {@code from} is not known. */
    static Loss vanished(StreamId stream, long segment, long from) {
        return new Loss("segment %s of stream %s no longer exists, what it held from offset %d on is gone"
                .formatted(SegmentIds.describe(segment), stream, from), 0);
    }

    /** Describes a segment that ends before a position that was reached: the stream is another one than before. */
    static Loss overrun(StreamId stream, long segment, long from, long end) {
        return new Loss(("segment %s of stream %s ends at offset %d, before offset %d: "
                + "the stream was deleted and made anew")
                .formatted(SegmentIds.describe(segment), stream, end, from), 0);
    }

    /** Describes a segment that is unknown, like all that follows it: the stream is another one than before. */
    static Loss replaced(StreamId stream, long segment, long from) {
        return new Loss(("segment %s of stream %s, read up to offset %d, is unknown: "
                + "the stream was deleted and made anew")
                .formatted(SegmentIds.describe(segment), stream, from), 0);
    }

    DataLossException asError() {
        return refused(new DataLossException("Cannot read on: " + description));
    }

    /** Adds the name of the option that would accept the loss. */
    public static DataLossException refused(DataLossException failure) {
        return new DataLossException(failure.getMessage()
                + " (fail_on_data_loss=false goes on at the earliest event there is)", failure);
    }
}
