// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry;

import java.nio.ByteBuffer;

/** The five bytes in front of an event: a 1, and the id of its encoding, the most significant byte first. */
public final class EventHeader {

    /** The length of the header in bytes. */
    public static final int LENGTH = 1 + Integer.BYTES;

    private static final byte PROTOCOL = 1;

    private EventHeader() {
    }

    /** Returns the header that names an encoding. */
    public static byte[] of(int encodingId) {
        return ByteBuffer.allocate(LENGTH).put(PROTOCOL).putInt(encodingId).array();
    }

    /** Whether these bytes can be a header and what follows it. */
    public static boolean isPresent(byte[] bytes, int offset, int length) {
        return length >= LENGTH && bytes[offset] == PROTOCOL;
    }

    /** Returns the id that a header names. */
    public static int encodingId(byte[] bytes, int offset) {
        return ByteBuffer.wrap(bytes, offset + 1, Integer.BYTES).getInt();
    }
}
