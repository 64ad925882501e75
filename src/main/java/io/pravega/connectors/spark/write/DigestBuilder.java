// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Adds up a {@link Digest} event by event. The hash guards against accidents, not against attackers; the ledger keeps
 * digests, so it must stay as it is.
 */
final class DigestBuilder {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ODD_1 = 0x9E3779B97F4A7C15L;
    private static final long ODD_2 = 0xD6E8FEB86659FD93L;

    private final boolean compared;
    private long events;
    private long bytes;
    private long checksum;

    /** @param compared whether the digest will be compared with another; only then is there a checksum */
    DigestBuilder(boolean compared) {
        this.compared = compared;
    }

    void add(String routingKey, byte[] array, int offset, int length) {
        events++;
        bytes += length;
        if (compared) {
            checksum += hash(routingKey == null ? 0 : routingKey.hashCode() + ODD_2, array, offset, length);
        }
    }

    Digest digest() {
        return new Digest(events, bytes, checksum);
    }

    private static long hash(long seed, byte[] array, int offset, int length) {
        long hash = fold(seed ^ ODD_1, length ^ ODD_2);
        int at = offset;
        for (int end = offset + length - 15; at < end; at += 16) {
            hash = fold((long) LONGS.get(array, at) ^ ODD_1, (long) LONGS.get(array, at + 8) ^ hash);
        }
        long low = 0;
        long high = 0;
        for (int end = offset + length; at < end; at++) {
            high = high << 8 | low >>> 56;
            low = low << 8 | array[at] & 0xFF;
        }
        return fold(low ^ ODD_1, high ^ hash);
    }

    /** Both halves of the 128-bit product, so that every bit of the factors counts. */
    private static long fold(long a, long b) {
        return a * b ^ Math.multiplyHigh(a, b);
    }
}
