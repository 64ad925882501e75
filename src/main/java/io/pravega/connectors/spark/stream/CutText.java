// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Pravega's text form of a stream cut: base64 of gzip of {@code 0:scope/stream:numbers:epochs:offsets}, the three lists
 * joined by commas (source: {@code StreamCutImpl.asText} of Pravega 0.13).
 */
final class CutText {

    private static final int FIELDS = 5;
    private static final String VERSION = "0";

    private CutText() {
    }

    static String format(Cut cut) {
        String plain = String.join(":", VERSION, cut.stream().toString(),
                join(cut, SegmentIds::number), join(cut, SegmentIds::epoch),
                cut.offsets().values().stream().map(String::valueOf).collect(Collectors.joining(",")));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static String join(Cut cut, ToLongFunction<Long> part) {
        return cut.segments().stream().map(id -> String.valueOf(part.applyAsLong(id)))
                .collect(Collectors.joining(","));
    }

    static Cut parse(String text) {
        String[] fields = unzip(text).split(":", -1);
        String[] name = fields.length == FIELDS ? fields[1].split("/", -1) : new String[0];
        if (name.length != 2 || !VERSION.equals(fields[0])) {
            throw invalid(text, null);
        }
        StreamId stream = new StreamId(name[0], name[1]);
        if (fields[2].isEmpty() && fields[3].isEmpty() && fields[4].isEmpty()) {
            throw new IllegalArgumentException(("Invalid stream cut '%s': expected a position in at least one "
                    + "segment; Pravega gives a cut without positions as the tail of the sealed stream %s")
                    .formatted(text, stream));
        }
        String[] numbers = fields[2].split(",", -1);
        String[] epochs = fields[3].split(",", -1);
        String[] offsets = fields[4].split(",", -1);
        if (numbers.length != epochs.length || numbers.length != offsets.length) {
            throw invalid(text, null);
        }
        Map<Long, Long> positions = new HashMap<>();
        try {
            for (int i = 0; i < numbers.length; i++) {
                positions.put(SegmentIds.of(Integer.parseInt(numbers[i]), Integer.parseInt(epochs[i])),
                        Long.parseLong(offsets[i]));
            }
        } catch (NumberFormatException e) {
            throw invalid(text, e);
        }
        return Cut.of(stream, positions);
    }

    private static String unzip(String text) {
        try (GZIPInputStream gzip =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException | IllegalArgumentException e) {
            throw invalid(text, e);
        }
    }

    private static IllegalArgumentException invalid(String text, @Nullable Exception cause) {
        return new IllegalArgumentException(("Invalid stream cut '%s': expected the text form of a Pravega stream cut, "
                + "as StreamCut.asText() gives it").formatted(text), cause);
    }
}
