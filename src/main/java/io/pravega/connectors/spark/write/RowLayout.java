// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.format.RowFormat;
import io.pravega.connectors.spark.options.FormatOptions;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The places in a row of what becomes an event.
 *
 * @param event the ordinal of column {@code event}
 * @param text whether that is a string; else it is binary
 * @param routingKey the ordinal of column {@code routing_key}, a string, or -1 when there is none
 * @param format what makes the event of all columns; null when column {@code event} is the event
 */
record RowLayout(int event, boolean text, int routingKey, @Nullable RowFormat format) implements Serializable {

    private static final String EVENT = "event";
    private static final String ROUTING_KEY = "routing_key";

    /**
     * Finds the columns of rows that become events in a format.
     *
     * @throws IllegalArgumentException when the rows cannot become such events
     */
    static RowLayout of(StructType schema, FormatOptions format) {
        return RowFormat.of(format, schema).map(rows -> new RowLayout(-1, false, -1, rows))
                .orElseGet(() -> of(schema));
    }

    /**
     * Finds the columns, whatever the case of their names; further columns are ignored.
     *
     * @throws IllegalArgumentException when {@code event} is missing or one of them has another type
     */
    static RowLayout of(StructType schema) {
        StructField[] fields = schema.fields();
        int event = ordinal(fields, EVENT);
        if (event < 0) {
            throw new IllegalArgumentException(
                    "Cannot write to Pravega: column 'event', a string or binary, is missing; there are %s"
                            .formatted(List.of(schema.fieldNames())));
        }
        DataType type = fields[event].dataType();
        boolean text = type instanceof StringType;
        if (!text && !(type instanceof BinaryType)) {
            throw new IllegalArgumentException(
                    "Cannot write to Pravega: column 'event' is %s, expected a string or binary; cast or serialize it, "
                            .formatted(type.simpleString()) + "for instance with to_json");
        }
        int key = ordinal(fields, ROUTING_KEY);
        if (key >= 0 && !(fields[key].dataType() instanceof StringType)) {
            throw new IllegalArgumentException(
                    "Cannot write to Pravega: column 'routing_key' is %s, expected a string; cast it"
                            .formatted(fields[key].dataType().simpleString()));
        }
        return new RowLayout(event, text, key, null);
    }

    private static int ordinal(StructField[] fields, String name) {
        int[] found = IntStream.range(0, fields.length)
                .filter(i -> fields[i].name().equalsIgnoreCase(name)).toArray();
        if (found.length > 1) {
            throw new IllegalArgumentException(
                    "Cannot write to Pravega: column '%s' is there %d times; drop or rename all but one"
                            .formatted(name, found.length));
        }
        return found.length == 0 ? -1 : found[0];
    }
}
