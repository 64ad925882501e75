// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.format.RowFormat;
import io.pravega.connectors.spark.options.FormatOptions;
import io.pravega.connectors.spark.options.StreamChoice;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * The places in a row of what becomes an event.
 *
 * @param event the ordinal of column {@code event}
 * @param text whether that is a string; else it is binary
 * @param routingKey the ordinal of the column that routes, or -1 when there is none
 * @param eventTime the ordinal of the column with the event time, a timestamp, or -1 when there is none
 * @param stream the ordinal of the column that chooses the row's stream, a string, or -1 when there is one stream only
 * @param format what makes the event of all columns; null when column {@code event} is the event
 */
record RowLayout(int event, boolean text, int routingKey, int eventTime, int stream,
        @Nullable RowFormat format)
        implements Serializable {

    static final String STREAM = "stream";

    private static final String EVENT = "event";
    private static final String ROUTING_KEY = "routing_key";
    /** {@code EventTimeWatermark.delayKey}: with it Spark marks the column that a watermark is on. */
    private static final String WATERMARK = "spark.watermarkDelayMs";

    /**
     * Finds the columns of rows, which become events in a format or hold them.
     *
     * @param timeColumn the column with the event time; empty = one with a watermark, if there is one
     * @throws IllegalArgumentException when the rows cannot become such events
     */
    static RowLayout of(StructType schema, FormatOptions format, Optional<String> timeColumn, StreamChoice streams) {
        int stream = stream(schema, streams);
        return RowFormat.of(format, schema, stream)
                .map(rows -> new RowLayout(-1, false, rows.routingKey(), time(schema.fields(), timeColumn), stream,
                        rows))
                .orElseGet(() -> of(schema, timeColumn, stream));
    }

    /**
     * Finds the columns, whatever the case of their names; further columns are ignored.
     *
     * @param timeColumn the column with the event time; empty = one with a watermark, if there is one
     * @param stream the ordinal of the column that chooses the row's stream, or -1
     * @throws IllegalArgumentException when {@code event} or the named column is missing, or one has another type
     */
    static RowLayout of(StructType schema, Optional<String> timeColumn, int stream) {
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
        return new RowLayout(event, text, key, time(fields, timeColumn), stream, null);
    }

    private static int stream(StructType schema, StreamChoice streams) {
        if (streams instanceof StreamChoice.One) {
            return -1;
        }
        int found = ordinal(schema.fields(), STREAM);
        if (found < 0) {
            throw new IllegalArgumentException(
                    "Cannot write to Pravega: column 'stream', a string, is missing, by which a row goes to one of '%s'"
                            .formatted(streams));
        }
        DataType type = schema.fields()[found].dataType();
        if (!(type instanceof StringType)) {
            throw new IllegalArgumentException(
                    "Cannot write to Pravega: column 'stream' is %s, expected a string; cast it"
                            .formatted(type.simpleString()));
        }
        return found;
    }

    private static int time(StructField[] fields, Optional<String> name) {
        return name.isPresent() ? time(fields, name.get()) : watermark(fields);
    }

    private static int time(StructField[] fields, String name) {
        int found = ordinal(fields, name);
        if (found < 0) {
            throw new IllegalArgumentException(
                    "Cannot write to Pravega: column '%s' (event_time_column), a timestamp, is missing; there are %s"
                            .formatted(name, Arrays.stream(fields).map(StructField::name).toList()));
        }
        if (!(fields[found].dataType() instanceof TimestampType)) {
            throw new IllegalArgumentException(
                    "Cannot write to Pravega: column '%s' (event_time_column) is %s, expected a timestamp; cast it"
                            .formatted(name, fields[found].dataType().simpleString()));
        }
        return found;
    }

    private static int watermark(StructField[] fields) {
        return IntStream.range(0, fields.length).filter(i -> fields[i].dataType() instanceof TimestampType
                && fields[i].metadata().contains(WATERMARK)).findFirst().orElse(-1);
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
