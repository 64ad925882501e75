// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pravega.connectors.spark.client.EventFormat;
import io.pravega.connectors.spark.client.connection.Failures;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.shared.protocol.netty.WireCommands.SegmentRead;

/** The search for a boundary between two events, from header to header; payloads of large events are not fetched. */
final class BoundarySearch {

    /** About what can be fetched in the time that one more request takes. */
    private static final int WORTH_SKIPPING = 256 * 1024;

    private final SegmentRequests requests;
    private final SegmentSlice slice;
    private final Purpose purpose;
    private long boundary;

    BoundarySearch(SegmentRequests requests, SegmentSlice slice) {
        this.requests = requests;
        this.slice = slice;
        this.purpose = Purpose.reading(slice.stream(), "find the events of " + slice);
        this.boundary = slice.startOffset();
    }

    /** Returns the last boundary not after {@code limit}, or the end of the first event when that lies after it. */
    long lastBefore(long limit) {
        int ask = SegmentRequests.READ_BYTES;
        while (boundary < slice.endOffset()) {
            long base = boundary;
            ByteBuf bytes = bytes((int) Math.min(ask, slice.endOffset() - base));
            int events = 0;
            while (boundary - base + EventFormat.HEADER_BYTES <= bytes.readableBytes()) {
                long end = eventEnd(bytes, (int) (boundary - base));
                if (end > limit) {
                    return boundary == slice.startOffset() ? end : boundary;
                }
                boundary = end;
                events++;
            }
            ask = (boundary - base) / events > WORTH_SKIPPING ? EventFormat.HEADER_BYTES : SegmentRequests.READ_BYTES;
        }
        return boundary;
    }

    /** Reads what there is from the boundary on, a header at least. */
    private ByteBuf bytes(int atMost) {
        ByteBuf bytes = Unpooled.EMPTY_BUFFER;
        do {
            int have = bytes.readableBytes();
            if (have == atMost) {
                throw EventFormat.notAnEvent(slice, boundary);
            }
            SegmentRead next =
                    Failures.await(purpose, requests.read(boundary + have, atMost - have), requests.patience());
            bytes = Unpooled.wrappedBuffer(bytes, next.getData());
        } while (bytes.readableBytes() < EventFormat.HEADER_BYTES);
        return bytes;
    }

    private long eventEnd(ByteBuf bytes, int header) {
        int from = bytes.readerIndex() + header;
        return boundary + EventFormat.HEADER_BYTES
                + EventFormat.checked(bytes.getInt(from), bytes.getInt(from + Integer.BYTES), slice, boundary);
    }
}
