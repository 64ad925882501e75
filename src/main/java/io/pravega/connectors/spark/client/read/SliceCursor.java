// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.client.EventFormat;
import io.pravega.connectors.spark.stream.SegmentSlice;
import java.nio.ByteBuffer;

/**
 * A cursor that finds events in the bytes of a slice where they stand; only one that lies across two arrays is copied.
 */
final class SliceCursor implements EventCursor {

    private static final byte[] NO_BYTES = new byte[0];

    private final SegmentSlice slice;
    private final SliceFetch fetch;
    private final byte[] splitHeader = new byte[EventFormat.HEADER_BYTES];

    private byte[] chunk = NO_BYTES;
    private int at;
    private int limit;

    private long nextOffset;
    private long offset;
    private byte[] array = NO_BYTES;
    private int position;
    private int length;

    SliceCursor(SegmentSlice slice, SliceFetch fetch) {
        this.slice = slice;
        this.fetch = fetch;
        this.nextOffset = slice.startOffset();
    }

    @Override
    public boolean next() {
        if (nextOffset == slice.endOffset()) {
            return false;
        }
        offset = nextOffset;
        int available = limit - at;
        if (available >= EventFormat.HEADER_BYTES) {
            int size = payload(chunk, at);
            if (available - EventFormat.HEADER_BYTES >= size) {
                array = chunk;
                position = at + EventFormat.HEADER_BYTES;
                at = position + size;
                return true;
            }
        }
        return nextSplit();
    }

    /** Reads the header and moves on behind its event. */
    private int payload(byte[] bytes, int header) {
        int size = EventFormat.payloadBytes(bytes, header, slice, offset);
        nextOffset = offset + EventFormat.HEADER_BYTES + size;
        length = size;
        return size;
    }

    private boolean nextSplit() {
        copy(splitHeader, EventFormat.HEADER_BYTES);
        int size = payload(splitHeader, 0);
        if (limit - at >= size) {
            array = chunk;
            position = at;
            at += size;
        } else {
            array = new byte[size];
            position = 0;
            copy(array, size);
        }
        return true;
    }

    private void copy(byte[] target, int count) {
        int copied = 0;
        while (copied < count) {
            if (at == limit) {
                fetchChunk();
            }
            int step = Math.min(count - copied, limit - at);
            System.arraycopy(chunk, at, target, copied, step);
            at += step;
            copied += step;
        }
    }

    private void fetchChunk() {
        ByteBuffer bytes = fetch.next();
        if (bytes == null) {
            throw EventFormat.notAnEvent(slice, offset);
        }
        if (bytes.hasArray()) {
            chunk = bytes.array();
            at = bytes.arrayOffset() + bytes.position();
            limit = at + bytes.remaining();
        } else {
            chunk = new byte[bytes.remaining()];
            bytes.get(chunk);
            at = 0;
            limit = chunk.length;
        }
    }

    @Override
    public byte[] array() {
        return array;
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
        fetch.close();
    }
}
