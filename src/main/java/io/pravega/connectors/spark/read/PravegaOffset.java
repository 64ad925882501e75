// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.stream.Cut;
import org.apache.spark.sql.connector.read.streaming.Offset;

/**
 * A stream cut as Spark's checkpoints hold it: the cut's text as a bare JSON string, as the old connector wrote it too.
 * Two offsets are equal when their positions are.
 */
final class PravegaOffset extends Offset {

    private final Cut cut;
    private final String json;

    private PravegaOffset(Cut cut, String json) {
        this.cut = cut;
        this.json = json;
    }

    static PravegaOffset of(Cut cut) {
        return new PravegaOffset(cut, '"' + cut.toText() + '"');
    }

    /**
     * @throws IllegalArgumentException when it is not the JSON string of a stream cut
     */
    static PravegaOffset parse(String json) {
        String text = json.strip();
        if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
            throw new IllegalArgumentException(
                    "Invalid offset '%s': expected a stream cut as a JSON string".formatted(json));
        }
        // The only characters of base64 that JSON writers escape.
        String unescaped = text.substring(1, text.length() - 1)
                .replace("\\/", "/").replace("\\u003d", "=").replace("\\u003D", "=").replace("\\u002b", "+")
                .replace("\\u002B", "+");
        return new PravegaOffset(Cut.parse(unescaped), json);
    }

    Cut cut() {
        return cut;
    }

    @Override
    public String json() {
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PravegaOffset offset ? cut.equals(offset.cut) : super.equals(other);
    }

    @Override
    public int hashCode() {
        return cut.hashCode();
    }
}
