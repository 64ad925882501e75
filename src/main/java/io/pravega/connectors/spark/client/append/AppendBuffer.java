// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.append;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pravega.connectors.spark.client.EventFormat;
import java.util.Arrays;

/**
 * A buffer of events that are appended at once, laid out as the server stores them ({@link EventFormat}). It keeps each
 * event's position in the key space, in case the events must be sent to different segments later.
 */
final class AppendBuffer {

    private byte[] bytes;
    private int size;
    private double[] positions;
    private int events;

    AppendBuffer(int bytes, int events) {
        this.bytes = new byte[bytes];
        this.positions = new double[events];
    }

    void add(double position, byte[] source, int offset, int length) {
        int end = size + EventFormat.HEADER_BYTES + length;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end));
        }
        if (events == positions.length) {
            positions = Arrays.copyOf(positions, 2 * events);
        }
        EventFormat.putHeader(bytes, size, length);
        System.arraycopy(source, offset, bytes, size + EventFormat.HEADER_BYTES, length);
        size = end;
        positions[events++] = position;
    }

    boolean isEmpty() {
        return events == 0;
    }

    /** Tells whether one more event fits; any event fits into an empty buffer. */
    boolean hasRoom(int length, int maxBytes) {
        return events == 0 || size + EventFormat.HEADER_BYTES + length <= maxBytes;
    }

    /** Returns the number of bytes, headers included. */
    int size() {
        return size;
    }

    int events() {
        return events;
    }

    /** Returns how many bytes the buffer takes before it grows. */
    int capacity() {
        return bytes.length;
    }

    /** Returns an empty buffer with the room that this one came to need, but not more than {@code maxBytes}. */
    AppendBuffer next(int maxBytes) {
        return new AppendBuffer(Math.min(bytes.length, maxBytes), positions.length);
    }

    /** Empties the buffer, to be filled again. */
    void clear() {
        size = 0;
        events = 0;
    }

    /** Returns a view of the bytes, not a copy. */
    ByteBuf content() {
        return Unpooled.wrappedBuffer(bytes, 0, size);
    }

    void forEach(EventConsumer consumer) {
        int start = 0;
        for (int i = 0; i < events; i++) {
            int length = EventFormat.payloadBytes(bytes, start);
            consumer.accept(positions[i], bytes, start + EventFormat.HEADER_BYTES, length);
            start += EventFormat.HEADER_BYTES + length;
        }
    }

    /** The receiver of one event. */
    interface EventConsumer {
        void accept(double position, byte[] array, int offset, int length);
    }
}
