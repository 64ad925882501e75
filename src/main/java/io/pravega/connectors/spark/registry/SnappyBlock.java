// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry;

import java.io.IOException;

/**
 * The extent of a block of Snappy's raw format, found by a walk over its elements. The library refuses bytes behind the
 * block, and it believes what damaged bytes say of the length of the whole.
 *
 * @param length how many bytes the block has
 * @param plainLength how many it has when it is decompressed
 */
record SnappyBlock(int length, int plainLength) {

    private static final int LONGEST_VARINT = 5;
    private static final int LITERAL_LENGTH_IN_TAG = 60;

    /**
     * Finds the block that begins at {@code offset}.
     *
     * @param available how many bytes there are from {@code offset} on
     * @throws IOException if they hold no whole block, or anything but zeros behind it
     */
    static SnappyBlock at(byte[] bytes, int offset, int available) throws IOException {
        Walk walk = new Walk(bytes, offset, offset + available);
        int plainLength = walk.varint();
        long produced = 0;
        while (produced < plainLength) {
            produced += walk.element();
        }
        if (produced != plainLength) {
            throw damaged();
        }
        int length = walk.position - offset;
        for (int i = walk.position; i < offset + available; i++) {
            if (bytes[i] != 0) {
                throw damaged();
            }
        }
        return new SnappyBlock(length, plainLength);
    }

    private static IOException damaged() {
        return new IOException("the bytes are no block of Snappy's");
    }

    /** A position in the block, which moves forward. */
    private static final class Walk {
        private final byte[] bytes;
        private final int end;
        private int position;

        private Walk(byte[] bytes, int position, int end) {
            this.bytes = bytes;
            this.position = position;
            this.end = end;
        }

        private int next() throws IOException {
            if (position >= end) {
                throw damaged();
            }
            return bytes[position++] & 0xff;
        }

        private int varint() throws IOException {
            long value = 0;
            for (int i = 0; i < LONGEST_VARINT; i++) {
                int part = next();
                value |= (long) (part & 0x7f) << (7 * i);
                if (part < 0x80) {
                    if (value > Integer.MAX_VALUE) {
                        throw damaged();
                    }
                    return (int) value;
                }
            }
            throw damaged();
        }

        /** Passes a literal or a reference to earlier bytes, and returns how many bytes it stands for. */
        private long element() throws IOException {
            int tag = next();
            int kind = tag & 3;
            if (kind == 0) {
                long length = literalLength(tag >> 2);
                skip(length);
                return length;
            }
            skip(kind == 3 ? 4 : kind);
            return kind == 1 ? 4 + ((tag >> 2) & 7) : 1 + (tag >> 2);
        }

        private long literalLength(int inTag) throws IOException {
            if (inTag < LITERAL_LENGTH_IN_TAG) {
                return inTag + 1L;
            }
            long length = 0;
            for (int i = 0; i <= inTag - LITERAL_LENGTH_IN_TAG; i++) {
                length |= (long) next() << (8 * i);
            }
            return length + 1;
        }

        private void skip(long count) throws IOException {
            if (count > end - position) {
                throw damaged();
            }
            position += (int) count;
        }
    }
}
