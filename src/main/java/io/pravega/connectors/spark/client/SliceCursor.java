// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.stream.SegmentSlice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Cuts events out of the bytes of a slice where they stand; only an event that lies across two arrays is copied. On
 * disk an event is its type (an int, always 0), the length of its payload (an int), and the payload.
 */
final class SliceCursor implements EventCursor {

    static final int HEADER_BYTES = 8;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] NO_BYTES = new byte[0];

    private final SegmentSlice slice;
    private final SliceFetch fetch;
    private final byte[] splitHeader = new byte[HEADER_BYTES];

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
        if (available >= HEADER_BYTES) {
            int size = payload(chunk, at);
            if (available - HEADER_BYTES >= size) {
                array = chunk;
                position = at + HEADER_BYTES;
                at = position + size;
                return true;
            }
        }
        return nextSplit();
    }

    /** Reads the header and moves on behind its event. */
    private int payload(byte[] bytes, int header) {
        int type = (int) INT.get(bytes, header);
        int size = (int) INT.get(bytes, header + Integer.BYTES);
        long end = offset + HEADER_BYTES + size;
        if (type != 0 || size < 0 || end > slice.endOffset()) {
            throw notAnEvent(slice, offset);
        }
        nextOffset = end;
        length = size;
        return size;
    }

    static PravegaException notAnEvent(SegmentSlice slice, long offset) {
        return new PravegaException(("Cannot read %s: no event begins at offset %d and ends within; the bytes were not "
                + "written as events, or a stream cut lies inside an event").formatted(slice, offset), null);
    }

    private boolean nextSplit() {
        copy(splitHeader, HEADER_BYTES);
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
            throw notAnEvent(slice, offset);
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
