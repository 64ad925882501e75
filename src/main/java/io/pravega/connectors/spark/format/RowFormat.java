// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import io.pravega.connectors.spark.options.FormatName;
import io.pravega.connectors.spark.options.FormatOptions;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A format that rows become events in: all that a task needs to know of it.
 *
 * @param row the columns of the rows
 * @param routingKey the ordinal of the column that routes, or -1
 * @param routingKeyInEvent whether that column is part of the event, too
 * @param stream the ordinal of the column that chooses the row's stream and is not part of the event, or -1
 * @param timeOutsideEvent the ordinal of the column with the event time if it is not part of the event, or -1
 * @param timeZone what times are told in
 * @param options Spark's own options of the format, by names in small letters
 * @param encodingId what the header of an event names; null for events without a header
 */
public record RowFormat(FormatName name, StructType row, int routingKey, boolean routingKeyInEvent, int stream,
        int timeOutsideEvent, String timeZone, Map<String, String> options, @Nullable Integer encodingId)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the format of a query's session; empty for rows that hold the event's bytes.
     *
     * @param stream the ordinal of the column that chooses the row's stream and is not part of the event, or -1
     * @throws IllegalArgumentException {@code Cannot write …}, when rows of these columns cannot become events
     */
    public static Optional<RowFormat> of(FormatOptions options, StructType rows, int stream) {
        if (options.format() == FormatName.BINARY) {
            return Optional.empty();
        }
        int key = options.routingKeyColumn().map(column -> ordinal(column, rows,
                "Cannot route by column '%s': expected one of this name; there are %s")).orElse(-1);
        int time = options.timeOutsideEvent().map(column -> ordinal(column, rows,
                "Cannot keep column '%s' out of the event: expected one of this name; there are %s")).orElse(-1);
        RowFormat format = new RowFormat(options.format(), rows.asNullable(), key, options.routingKeyInEvent(),
                stream, time, SQLConf.get().sessionLocalTimeZone(), options.ofSpark(), null);
        format.check(options);
        return Optional.of(options.registry()
                .map(registry -> RegisteredSchemas.choose(format, registry, options.registerSchema())).orElse(format));
    }

    private static int ordinal(String column, StructType rows, String otherwise) {
        int[] found = IntStream.range(0, rows.size())
                .filter(i -> rows.fields()[i].name().equalsIgnoreCase(column)).toArray();
        if (found.length != 1) {
            throw new IllegalArgumentException(otherwise.formatted(column, List.of(rows.fieldNames())));
        }
        return found[0];
    }

    /** Returns the ordinals of the columns that are in the event. */
    int[] ordinals() {
        return IntStream.range(0, row.size())
                .filter(i -> i != stream && i != timeOutsideEvent && (routingKeyInEvent || i != routingKey)).toArray();
    }

    /** Returns the columns that are in the event. */
    StructType event() {
        return new StructType(IntStream.of(ordinals()).mapToObj(i -> row.fields()[i]).toArray(StructField[]::new));
    }

    private void check(FormatOptions read) {
        StructType event = event();
        if (name == FormatName.PROTOBUF) {
            throw new IllegalArgumentException("Cannot write the columns '%s' as protobuf: only reading it is supported"
                    .formatted(event.toDDL()));
        }
        boolean text = event.size() == 1 && event.fields()[0].dataType() instanceof StringType;
        if (event.isEmpty() || (name == FormatName.TEXT && !text)) {
            throw new IllegalArgumentException("Cannot write the columns '%s' as %s: expected %s".formatted(
                    event.toDDL(), name, name == FormatName.TEXT ? "one of type STRING" : "at least one"));
        }
        if (name == FormatName.AVRO) {
            // Avro's types are fewer than Spark's: what is written has to be read back.
            TypedFormat.of(read, event).ifPresent(TypedFormat::check);
            return;
        }
        try {
            // Spark makes its generator, and looks at the options, with the first row.
            encoder().encode(new GenericInternalRow(row.size()));
        } catch (Exception e) { // Also checked ones of Spark, which is written in Scala and declares none.
            throw new IllegalArgumentException("Cannot write the columns '%s' as %s: %s"
                    .formatted(event.toDDL(), name, e.getMessage()), e);
        }
    }

    /** Makes an encoder of rows. */
    public EventEncoder encoder() {
        return new ExpressionEncoder(this);
    }
}
