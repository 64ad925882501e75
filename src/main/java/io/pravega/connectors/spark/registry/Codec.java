// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.xerial.snappy.Snappy;

/**
 * A way to compress the bytes behind the header of an event, as the registry's own serializers do it. Zero bytes behind
 * the compressed ones are accepted: some writers, such as Flink's connector, write more than they filled.
 */
public enum Codec {

    NONE("") {
        @Override
        public ByteBuffer decompress(byte[] bytes, int offset, int length) {
            return ByteBuffer.wrap(bytes, offset, length);
        }
    },

    GZIP("application/x-gzip") {
        @Override
        public ByteBuffer decompress(byte[] bytes, int offset, int length) throws IOException {
            // It takes zeros behind the end for the absence of a further member.
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes, offset, length))) {
                return ByteBuffer.wrap(in.readAllBytes());
            }
        }
    },

    /** Snappy's raw block, in spite of the name. */
    SNAPPY("application/x-snappy-framed") {
        @Override
        public ByteBuffer decompress(byte[] bytes, int offset, int length) throws IOException {
            SnappyBlock block = SnappyBlock.at(bytes, offset, length);
            byte[] plain = new byte[block.plainLength()];
            Snappy.uncompress(bytes, offset, block.length(), plain, 0);
            return ByteBuffer.wrap(plain);
        }
    };

    private final String label;

    Codec(String label) {
        this.label = label;
    }

    /** Returns the codec of this name; empty when the name is of a codec that a writer brought along. */
    public static Optional<Codec> named(String label) {
        return Arrays.stream(values()).filter(codec -> codec.label.equals(label)).findFirst();
    }

    /** Returns the registry's name of the codec. */
    public String label() {
        return label;
    }

    /**
     * Returns the bytes as they were before they were compressed; with {@link #NONE}, a view of the same array.
     *
     * @throws IOException if they are not what this codec makes
     */
    public abstract ByteBuffer decompress(byte[] bytes, int offset, int length) throws IOException;
}
