// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A fingerprint of what was written: equal rows have equal digests, in whatever order they came. It travels in commit
 * messages, which Spark may serialize with Kryo; Kryo 4 cannot take a record.
 */
public final class Digest implements Serializable {

    public static final Digest NOTHING = new Digest(0, 0, 0);

    private static final long serialVersionUID = 1L;

    private final long events;
    private final long bytes;
    private final long checksum;

    public Digest(long events, long bytes, long checksum) {
        this.events = events;
        this.bytes = bytes;
        this.checksum = checksum;
    }

    /** Returns the number of events. */
    public long events() {
        return events;
    }

    /** Returns the length of the payloads together. */
    public long bytes() {
        return bytes;
    }

    /** Returns the sum of a hash of each event and its routing key; 0 where no ledger keeps it. */
    long checksum() {
        return checksum;
    }

    public Digest plus(Digest other) {
        return new Digest(events + other.events, bytes + other.bytes, checksum + other.checksum);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && events == digest.events && bytes == digest.bytes
                && checksum == digest.checksum;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(events ^ bytes ^ checksum);
    }

    @Override
    public String toString() {
        return "%d events of %d bytes, checksum %x".formatted(events, bytes, checksum);
    }

    /**
     * A sum of events. Its hash guards against accidents, not against attackers; the ledger keeps digests, so the hash
     * must stay as it is.
     */
    public static final class Builder {

        private static final VarHandle LONGS =
                MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
        private static final long ODD_1 = 0x9E3779B97F4A7C15L;
        private static final long ODD_2 = 0xD6E8FEB86659FD93L;

        private final boolean ledger;
        private long events;
        private long bytes;
        private long checksum;

        /** @param ledger whether a ledger keeps the digest, to be compared later; only then is there a checksum */
        public Builder(boolean ledger) {
            this.ledger = ledger;
        }

        public void add(@Nullable String routingKey, byte[] array, int offset, int length) {
            events++;
            bytes += length;
            if (ledger) {
                checksum += hash(routingKey == null ? 0 : routingKey.hashCode() + ODD_2, array, offset, length);
            }
        }

        public Digest digest() {
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
                high = (high << 8) | (low >>> 56);
                low = (low << 8) | (array[at] & 0xFF);
            }
            return fold(low ^ ODD_1, high ^ hash);
        }

        /** Combines both halves of the 128-bit product, so that every bit of the factors counts. */
        private static long fold(long a, long b) {
            return a * b ^ Math.multiplyHigh(a, b);
        }
    }
}
