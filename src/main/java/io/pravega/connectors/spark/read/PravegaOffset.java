// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.stream.Cut;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.connector.read.streaming.Offset;

/**
 * A stream cut as Spark's checkpoints hold it: the cut's text as a bare JSON string, as the old connector wrote it too.
 * Two offsets are equal when their cuts are.
 *
 * <p>Where a micro-batch begins to read behind its start, its end says so:
 * {@code {"stream_cut":"…","read_from":"…"}}. That is so when a scale, or a loss that is accepted, lies in between.
 * When Spark repeats the batch after a restart, segments before that place may be truncated away without any loss.
 */
final class PravegaOffset extends Offset {

    private static final Pattern TEXT = Pattern.compile("\\s*\"([^\"]*)\"\\s*");
    private static final Pattern WITH_READ_FROM = Pattern.compile(
            "\\s*\\{\\s*\"stream_cut\"\\s*:%1$s,\\s*\"read_from\"\\s*:%1$s}\\s*".formatted(TEXT.pattern()));

    private final Cut cut;
    private final Optional<Cut> readFrom;
    private final String json;

    private PravegaOffset(Cut cut, Optional<Cut> readFrom, String json) {
        this.cut = cut;
        this.readFrom = readFrom;
        this.json = json;
    }

    static PravegaOffset of(Cut cut) {
        return new PravegaOffset(cut, Optional.empty(), '"' + cut.toText() + '"');
    }

    /** Makes the end of a batch that does not begin to read at its start, but at {@code readFrom}. */
    static PravegaOffset of(Cut cut, Cut readFrom) {
        return new PravegaOffset(cut, Optional.of(readFrom),
                "{\"stream_cut\":\"%s\",\"read_from\":\"%s\"}".formatted(cut.toText(), readFrom.toText()));
    }

    /**
     * Reads an offset of a checkpoint.
     *
     * @throws IllegalArgumentException when it is not the JSON of a stream cut
     */
    static PravegaOffset parse(String json) {
        Matcher text = TEXT.matcher(json);
        if (text.matches()) {
            return new PravegaOffset(Cut.parse(unescape(text.group(1))), Optional.empty(), json);
        }
        Matcher both = WITH_READ_FROM.matcher(json);
        if (both.matches()) {
            return new PravegaOffset(Cut.parse(unescape(both.group(1))),
                    Optional.of(Cut.parse(unescape(both.group(2)))), json);
        }
        throw new IllegalArgumentException(
                "Invalid offset '%s': expected a stream cut as a JSON string".formatted(json));
    }

    /** Replaces the only characters of base64 that JSON writers escape. */
    private static String unescape(String text) {
        return text.replace("\\/", "/").replace("\\u003d", "=").replace("\\u003D", "=").replace("\\u002b", "+")
                .replace("\\u002B", "+");
    }

    Cut cut() {
        return cut;
    }

    /** Returns where the batch that ends here begins to read, if that is not its start. */
    Optional<Cut> readFrom() {
        return readFrom;
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
