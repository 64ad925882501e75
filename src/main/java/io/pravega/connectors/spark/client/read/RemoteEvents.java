// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.client.SegmentEvents;
import io.pravega.connectors.spark.client.SegmentTail;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.function.Function;

/** Events, read from the segment store without Pravega's own reader. */
public final class RemoteEvents implements SegmentEvents {

    private final Connection connection;
    private final Function<StreamId, DelegationTokenProvider> tokens;

    /** @param tokens read tokens, one provider for each stream */
    public RemoteEvents(Connection connection, Function<StreamId, DelegationTokenProvider> tokens) {
        this.connection = connection;
        this.tokens = tokens;
    }

    @Override
    public EventCursor open(SegmentSlice slice) {
        return new SliceCursor(slice, new SliceFetch(requests(slice), slice));
    }

    @Override
    public SegmentTail follow(SegmentSlice slice, Runnable news) {
        return new TailCursor(requests(slice), slice, news);
    }

    @Override
    public long boundaryWithin(SegmentSlice slice, long maxBytes) {
        if (slice.bytes() <= maxBytes) {
            return slice.endOffset();
        }
        try (SegmentRequests requests = requests(slice)) {
            return new BoundarySearch(requests, slice).lastBefore(slice.startOffset() + maxBytes);
        }
    }

    private SegmentRequests requests(SegmentSlice slice) {
        return new SegmentRequests(connection, slice.stream(), slice.segmentId(), tokens.apply(slice.stream()));
    }
}
