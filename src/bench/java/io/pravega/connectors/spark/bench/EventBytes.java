// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.nio.ByteBuffer;

/** Payloads of the events, which may bear the time they were sent. */
final class EventBytes {

    /** What Pravega writes before each event. */
    static final int HEADER = 8;
    /** Distinct routing keys. */
    static final int KEYS = 1_000;

    private EventBytes() {
    }

    static byte[] ofSize(int bytes) {
        byte[] event = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            event[i] = (byte) ('a' + i % 26);
        }
        return event;
    }

    static ByteBuffer sentNow(int bytes) {
        return ByteBuffer.wrap(ofSize(bytes)).putLong(0, System.nanoTime());
    }

    /** In {@link System#nanoTime()}. */
    static long sentAt(ByteBuffer event) {
        return event.getLong(event.position());
    }

    static String[] keys() {
        String[] keys = new String[KEYS];
        for (int i = 0; i < KEYS; i++) {
            keys[i] = String.valueOf(i);
        }
        return keys;
    }
}
