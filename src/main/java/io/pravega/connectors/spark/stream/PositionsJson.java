// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Positions in streams as checkpoints and progress reports show them, and as users may write them:
 * {@code {"version":1,"scope/stream":{"0.#epoch.0":4711}}}, on one line. A name with a slash is a stream's; all others
 * are ours. {@code "read_from"} holds, in the same form, where a micro-batch begins to read in streams in which that is
 * not where the one before it ended.
 *
 * <p>Users may leave out the version, and may put a word or Pravega's text of a stream cut in place of a stream's
 * positions. Two older forms are read, too, the first of which the old connector also wrote: Pravega's text as a JSON
 * string, and {@code {"stream_cut":"…","read_from":"…"}} with such texts.
 *
 * <p>The JSON is read by Jackson, which Spark itself reads its JSON with. These few of its methods are the same in all
 * supported versions of Spark, and it is strict where a parser by hand would have to be made so.
 */
public final class PositionsJson {

    private static final int VERSION = 1;
    private static final String VERSION_NAME = "version";
    private static final String READ_FROM = "read_from";
    private static final String OLD_CUT = "stream_cut";
    private static final String EXAMPLE = "{\"scope/stream\":{\"0.#epoch.0\":4711}}";

    private static final ObjectMapper JSON = new ObjectMapper(
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final TreeMap<StreamId, ReadPoint> points = new TreeMap<>();
    private final TreeMap<StreamId, Cut> readFrom = new TreeMap<>();

    private PositionsJson() {
    }

    /** Returns the text, which is the same for equal cuts. */
    public static String format(Collection<Cut> cuts, Collection<Cut> readFrom) {
        ObjectNode root = JSON.createObjectNode().put(VERSION_NAME, VERSION);
        putAll(root, cuts);
        if (!readFrom.isEmpty()) {
            putAll(root.putObject(READ_FROM), readFrom);
        }
        return root.toString();
    }

    private static void putAll(ObjectNode node, Collection<Cut> cuts) {
        Map<StreamId, Cut> sorted = new TreeMap<>();
        cuts.forEach(cut -> sorted.put(cut.stream(), cut));
        sorted.forEach((stream, cut) -> {
            ObjectNode positions = node.putObject(stream.toString());
            cut.offsets().forEach((segment, offset) -> positions.put(SegmentIds.describe(segment), offset));
        });
    }

    /**
     * Reads a text of any of the forms.
     *
     * @throws IllegalArgumentException when it is of none, or was written by a newer version of the connector
     */
    public static PositionsJson parse(String text) {
        JsonNode root = read(text);
        PositionsJson parsed = new PositionsJson();
        if (root.isTextual()) {
            parsed.put(Cut.parse(root.textValue()));
        } else if (root.has(OLD_CUT)) {
            for (Map.Entry<String, JsonNode> field : root.properties()) {
                Cut cut = Cut.parse(field.getValue().asText());
                switch (field.getKey()) {
                    case OLD_CUT -> parsed.put(cut);
                    case READ_FROM -> parsed.readFrom.put(cut.stream(), cut);
                    default -> throw invalid(text, null);
                }
            }
        } else {
            parsed.readStreams(text, root);
        }
        return parsed;
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw invalid(text, e);
        }
    }

    private void put(Cut cut) {
        points.put(cut.stream(), new ReadPoint.At(cut));
    }

    private void readStreams(String text, JsonNode root) {
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            JsonNode value = field.getValue();
            switch (field.getKey()) {
                case VERSION_NAME -> requireVersion(text, value);
                case READ_FROM -> value.properties().forEach(from -> {
                    StreamId stream = stream(text, from.getKey());
                    readFrom.put(stream, cut(text, stream, from.getValue()));
                });
                default -> {
                    StreamId stream = stream(text, field.getKey());
                    points.put(stream, value.isTextual() ? ReadPoint.parseOne(value.textValue())
                            : new ReadPoint.At(cut(text, stream, value)));
                }
            }
        }
        // A query whose pattern has found nothing yet is at no place in no stream.
        if (points.isEmpty() && !root.has(VERSION_NAME)) {
            throw invalid(text, null);
        }
    }

    private static void requireVersion(String text, JsonNode version) {
        if (!version.isIntegralNumber() || version.intValue() != VERSION) {
            throw new IllegalArgumentException(("Invalid positions '%s': expected version %d; another version of the "
                    + "connector wrote them").formatted(text, VERSION));
        }
    }

    private static StreamId stream(String text, String name) {
        return StreamId.parse(name).orElseThrow(() -> invalid(text, null));
    }

    private static Cut cut(String text, StreamId stream, JsonNode positions) {
        Map<Long, Long> offsets = new HashMap<>();
        for (Map.Entry<String, JsonNode> position : positions.properties()) {
            JsonNode offset = position.getValue();
            if (!offset.isIntegralNumber() || !offset.canConvertToLong() || offset.longValue() < 0) {
                throw invalid(text, null);
            }
            offsets.put(SegmentIds.parse(position.getKey()).orElseThrow(() -> invalid(text, null)), offset.longValue());
        }
        if (offsets.isEmpty()) {
            throw invalid(text, null);
        }
        return Cut.of(stream, offsets);
    }

    private static IllegalArgumentException invalid(String text, @Nullable Exception cause) {
        return new IllegalArgumentException("Invalid positions '%s': expected JSON by stream and segment, such as %s"
                .formatted(text, EXAMPLE), cause);
    }

    /** Returns where each stream is read from, or to. */
    public SortedMap<StreamId, ReadPoint> points() {
        return Collections.unmodifiableSortedMap(points);
    }

    public SortedMap<StreamId, Cut> readFrom() {
        return Collections.unmodifiableSortedMap(readFrom);
    }
}
