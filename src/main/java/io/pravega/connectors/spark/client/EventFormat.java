// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.stream.SegmentSlice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The layout of an event in a segment: eight bytes of header, which are the type (an int, always 0) and the length of
 * the payload (an int), and then the payload. Integers are big-endian.
 */
public final class EventFormat {

    public static final int HEADER_BYTES = 8;

    /** The longest payload Pravega takes, in bytes: 8 MiB ({@code Serializer.MAX_EVENT_SIZE}). */
    public static final int MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private EventFormat() {
    }

    /**
     * Refuses a payload that is longer than Pravega takes.
     *
     * @throws IllegalArgumentException when it is
     */
    public static void requireFits(int payloadBytes) {
        if (payloadBytes > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("Invalid event of %d bytes: expected at most %d bytes (8 MiB)"
                    .formatted(payloadBytes, MAX_PAYLOAD_BYTES));
        }
    }

    /** Writes the header of an event. */
    public static void putHeader(byte[] bytes, int at, int payloadBytes) {
        // Type and length in one: the upper half is the type, 0.
        LONG.set(bytes, at, (long) payloadBytes);
    }

    /** Returns the length of the payload behind a header that {@link #putHeader} wrote. */
    public static int payloadBytes(byte[] bytes, int header) {
        return (int) INT.get(bytes, header + Integer.BYTES);
    }

    /**
     * Returns the length of the payload behind a header that was read.
     *
     * @param offset where in the segment the event begins
     * @throws PravegaException when there is no event of the slice
     */
    public static int payloadBytes(byte[] bytes, int header, SegmentSlice slice, long offset) {
        return checked((int) INT.get(bytes, header), (int) INT.get(bytes, header + Integer.BYTES), slice, offset);
    }

    /**
     * Returns the length of a payload, once its header was found to be that of an event that ends within the slice.
     *
     * @param offset where in the segment the event begins
     * @throws PravegaException when there is no event of the slice
     */
    public static int checked(int type, int payloadBytes, SegmentSlice slice, long offset) {
        if (type != 0 || payloadBytes < 0 || offset + HEADER_BYTES + payloadBytes > slice.endOffset()) {
            throw notAnEvent(slice, offset);
        }
        return payloadBytes;
    }

    public static PravegaException notAnEvent(SegmentSlice slice, long offset) {
        return new PravegaException(("Cannot read %s: no event begins at offset %d and ends within; the bytes were not "
                + "written as events, or a stream cut lies inside an event").formatted(slice, offset), null);
    }
}
