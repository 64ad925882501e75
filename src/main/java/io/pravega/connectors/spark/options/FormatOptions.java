// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The settings of the events' format.
 *
 * @param corruptColumn the column that receives events that do not parse; empty = the one that Spark is configured with
 * @param ofSpark all that is no option of the connector, by names in small letters: Spark's parser knows its own
 * @param routingKeyColumn the column whose value, as a string, routes a row
 * @param routingKeyInEvent whether that column is part of the event, too
 * @param timeOutsideEvent the column with the event time, if it is not part of the event
 * @param registry the group of the schemas that events name in a header; of JSON, Avro and Protobuf only
 * @param registerSchema whether a schema that the group does not have is registered
 */
public record FormatOptions(FormatName format, ParseMode mode, Optional<String> corruptColumn,
        Map<String, String> ofSpark, Optional<String> routingKeyColumn, boolean routingKeyInEvent,
        Optional<String> timeOutsideEvent, Optional<RegistryOptions> registry, boolean registerSchema) {

    /**
     * Reads the options of one query. In format {@code binary}, nothing but the format is looked at.
     *
     * @throws IllegalArgumentException {@code Invalid …} or {@code Cannot …}, naming the option
     */
    public static FormatOptions from(CaseInsensitiveStringMap options) {
        OptionReader reader = OptionReader.of(options);
        FormatName format = reader.get(PravegaOptions.EVENT_FORMAT);
        Optional<String> routingKeyColumn = reader.find(PravegaOptions.ROUTING_KEY_COLUMN);
        if (format == FormatName.BINARY) {
            routingKeyColumn.ifPresent(column -> {
                throw new IllegalArgumentException(("Cannot use routing_key_column '%s' without event_format: a row "
                        + "whose event is one column has its key in column 'routing_key'").formatted(column));
            });
            return new FormatOptions(format, ParseMode.PERMISSIVE, Optional.empty(), Map.of(), Optional.empty(), true,
                    Optional.empty(), Optional.empty(), true);
        }
        Map<String, String> ofSpark = new TreeMap<>(options);
        ofSpark.keySet().removeIf(PravegaOptions::isOption);
        Optional<String> corruptColumn = reader.find(PravegaOptions.CORRUPT_COLUMN);
        if (corruptColumn.isPresent() && format != FormatName.JSON && format != FormatName.CSV) {
            throw new IllegalArgumentException(("Cannot use columnNameOfCorruptRecord with event_format=%s: only json "
                    + "and csv have it; the hidden column 'event' holds each event's bytes").formatted(format));
        }
        boolean hasSchema = format != FormatName.TEXT && format != FormatName.CSV;
        Optional<RegistryOptions> registry = hasSchema ? RegistryOptions.from(reader) : Optional.empty();
        if (format == FormatName.PROTOBUF && registry.isEmpty()) {
            throw new IllegalArgumentException("Cannot use event_format=protobuf without schema_registry, which has "
                    + "the descriptors of the messages");
        }
        return new FormatOptions(format, reader.get(PravegaOptions.MODE), corruptColumn, Map.copyOf(ofSpark),
                routingKeyColumn, reader.get(PravegaOptions.ROUTING_KEY_IN_EVENT), timeOutsideEvent(reader),
                registry,
                reader.get(PravegaOptions.SCHEMA_REGISTER));
    }

    private static Optional<String> timeOutsideEvent(OptionReader reader) {
        if (reader.get(TimeOptions.EVENT_TIME_IN_EVENT)) {
            return Optional.empty();
        }
        return Optional.of(reader.find(TimeOptions.EVENT_TIME_COLUMN).orElseThrow(() -> new IllegalArgumentException(
                "Cannot keep the event time out of the event: event_time_in_event=false needs event_time_column")));
    }
}
