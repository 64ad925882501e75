// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Events to be appended at once, laid out as the server stores them: before each payload eight bytes of header, the
 * type (0) and the payload's length. Remembers where in the key space each belongs, in case they must be told apart
 * again.
 */
final class Batch {

    private static final int HEADER_BYTES = 8;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int size;
    private double[] positions;
    private int events;

    Batch(int bytes, int events) {
        this.bytes = new byte[bytes];
        this.positions = new double[events];
    }

    void add(double position, byte[] source, int offset, int length) {
        int end = size + HEADER_BYTES + length;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end));
        }
        if (events == positions.length) {
            positions = Arrays.copyOf(positions, 2 * events);
        }
        // Type and length in one: the upper half is the type, 0.
        LONG.set(bytes, size, (long) length);
        System.arraycopy(source, offset, bytes, size + HEADER_BYTES, length);
        size = end;
        positions[events++] = position;
    }

    boolean isEmpty() {
        return events == 0;
    }

    /** Whether one more event fits; any event fits into an empty batch. */
    boolean hasRoom(int length, int maxBytes) {
        return events == 0 || size + HEADER_BYTES + length <= maxBytes;
    }

    /** Bytes, headers included. */
    int size() {
        return size;
    }

    int events() {
        return events;
    }

    /** How many bytes it takes before it grows. */
    int capacity() {
        return bytes.length;
    }

    /** An empty batch with the room that this one came to need, but not more than {@code maxBytes}. */
    Batch next(int maxBytes) {
        return new Batch(Math.min(bytes.length, maxBytes), positions.length);
    }

    /** Makes it empty, to be filled again. */
    void clear() {
        size = 0;
        events = 0;
    }

    /** A view of the bytes, not a copy. */
    ByteBuf content() {
        return Unpooled.wrappedBuffer(bytes, 0, size);
    }

    void forEach(EventConsumer consumer) {
        int start = 0;
        for (int i = 0; i < events; i++) {
            int length = (int) INT.get(bytes, start + Integer.BYTES);
            consumer.accept(positions[i], bytes, start + HEADER_BYTES, length);
            start += HEADER_BYTES + length;
        }
    }

    /** Takes one event. */
    interface EventConsumer {
        void accept(double position, byte[] array, int offset, int length);
    }
}
