// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import io.pravega.connectors.spark.options.RegistryOptions;
import io.pravega.connectors.spark.registry.Encoding;
import io.pravega.connectors.spark.registry.EventHeader;
import io.pravega.connectors.spark.registry.SchemaRegistries;
import io.pravega.connectors.spark.registry.SchemaRegistry;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * A parser of the headers in front of events that name their schema. It asks the registry when it meets an encoding for
 * the first time. Not safe for use by several threads.
 */
public final class HeaderParser {

    private final SchemaRegistry registry;
    private final Map<Integer, EventEncoding> all = new HashMap<>();
    private @Nullable EventEncoding last;

    /** @param group the schemas that headers name */
    public HeaderParser(RegistryOptions group) {
        registry = SchemaRegistries.open(group);
    }

    /**
     * What a header says.
     *
     * @param version the schema's number among those of its type
     * @param format the registry's name of the schema's format
     * @param codec the registry's name of the way in which the event was compressed; null if it was not
     */
    public record EventEncoding(int id, UTF8String type, int version, UTF8String format, @Nullable UTF8String codec) {

        private static EventEncoding of(int id, Encoding encoding) {
            return new EventEncoding(id, UTF8String.fromString(encoding.version().type()),
                    encoding.version().version(), UTF8String.fromString(encoding.version().format()),
                    encoding.codec().isEmpty() ? null : UTF8String.fromString(encoding.codec()));
        }
    }

    /** Returns the length of an event's header: 0 when the event has none. */
    public static int headerLength(byte[] array, int position, int length) {
        return EventHeader.isPresent(array, position, length) ? EventHeader.LENGTH : 0;
    }

    /** Returns what the header of an event says that has one. */
    public EventEncoding encoding(byte[] array, int position) {
        int id = EventHeader.encodingId(array, position);
        EventEncoding known = last;
        if (known == null || known.id != id) {
            known = all.computeIfAbsent(id, unknown -> EventEncoding.of(unknown, registry.encoding(unknown)));
            last = known;
        }
        return known;
    }
}
