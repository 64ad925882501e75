// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.pravega.connectors.spark.client.EventFormat;
import io.pravega.connectors.spark.client.SegmentTail;
import io.pravega.connectors.spark.client.connection.Failures;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.shared.protocol.netty.WireCommands.SegmentRead;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A cursor that follows the tail of a segment: there is always a request at the server for what comes next, so that
 * events arrive as soon as they are durable. An event that comes in pieces is put together; all others stay where they
 * arrived.
 */
final class TailCursor implements SegmentTail {

    private static final int READS_AHEAD = 2;
    private static final byte[] NO_BYTES = new byte[0];

    private final SegmentRequests requests;
    private final SegmentSlice slice;
    private final Purpose purpose;
    private final Runnable news;

    private byte[] chunk = NO_BYTES;
    private int at;
    private int limit;
    private long nextOffset;
    private long offset;
    private int position;
    private int length;

    // All below: guarded by this.
    private final Deque<ByteBuffer> arrived = new ArrayDeque<>();
    private long nextRead;
    private boolean underWay;
    private boolean ended;
    private @Nullable Throwable failure;

    /**
     * Sends the first request and returns.
     *
     * @param slice where the segment begins to be read; it has no end
     * @param news called by another thread when something has arrived
     */
    TailCursor(SegmentRequests requests, SegmentSlice slice, Runnable news) {
        this.requests = requests;
        this.slice = slice;
        this.purpose = Purpose.reading(slice.stream(), "read on in " + slice);
        this.news = news;
        nextOffset = slice.startOffset();
        nextRead = nextOffset;
        requestMore();
    }

    @Override
    public boolean next() {
        do {
            int available = limit - at;
            if (available >= EventFormat.HEADER_BYTES) {
                int size = EventFormat.payloadBytes(chunk, at, slice, nextOffset);
                if (available - EventFormat.HEADER_BYTES >= size) {
                    offset = nextOffset;
                    nextOffset += EventFormat.HEADER_BYTES + size;
                    position = at + EventFormat.HEADER_BYTES;
                    length = size;
                    at = position + size;
                    return true;
                }
            }
        } while (takeArrived());
        return false;
    }

    /** Puts what has arrived behind what is left; returns false when there is nothing. */
    private boolean takeArrived() {
        ByteBuffer bytes;
        synchronized (this) {
            bytes = arrived.poll();
            if (bytes == null && failure != null) {
                throw Failures.translate(purpose, failure);
            }
            if (bytes == null && ended && at < limit) {
                throw EventFormat.notAnEvent(slice, nextOffset);
            }
            requestMore();
        }
        if (bytes == null) {
            return false;
        }
        if (at == limit && bytes.hasArray()) {
            chunk = bytes.array();
            at = bytes.arrayOffset() + bytes.position();
            limit = at + bytes.remaining();
        } else {
            int left = limit - at;
            byte[] joined = new byte[left + bytes.remaining()];
            System.arraycopy(chunk, at, joined, 0, left);
            bytes.get(joined, left, bytes.remaining());
            chunk = joined;
            at = 0;
            limit = joined.length;
        }
        return true;
    }

    private synchronized void requestMore() {
        if (!underWay && !ended && failure == null && arrived.size() < READS_AHEAD) {
            underWay = true;
            CompletableFuture<?> unused = requests.readTail(nextRead).thenApply(read -> read.orElse(null))
                    .whenComplete(this::arrived);
        }
    }

    /** Takes an answer: bytes, or why there are none, or neither at the end of the segment. */
    private void arrived(@Nullable SegmentRead read, @Nullable Throwable cause) {
        synchronized (this) {
            underWay = false;
            if (cause != null) {
                failure = cause;
            } else if (read == null) {
                ended = true;
            } else {
                for (ByteBuffer part : read.getData().nioBuffers()) {
                    nextRead += part.remaining();
                    arrived.add(part);
                }
                requestMore();
            }
        }
        news.run();
    }

    @Override
    public synchronized boolean isAtEnd() {
        return ended && arrived.isEmpty() && at == limit;
    }

    @Override
    public long nextOffset() {
        return nextOffset;
    }

    @Override
    public byte[] array() {
        return chunk;
    }

    @Override
    public int position() {
        return position;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public void close() {
        requests.close();
    }
}
