// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import io.pravega.connectors.spark.options.FormatName;
import io.pravega.connectors.spark.options.FormatOptions;
import io.pravega.connectors.spark.options.ParseMode;
import io.pravega.connectors.spark.options.RegistryOptions;
import io.pravega.connectors.spark.registry.SchemaRegistries;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A format of events that have typed columns: all that a task needs to know of it.
 *
 * @param schema the columns of a whole event, which may all be null
 * @param columns those of them that are asked for
 * @param corruptColumn the column, if the schema has it, that receives events that do not parse
 * @param timeZone what times without a zone are told in
 * @param options Spark's own options of the format, by names in small letters
 * @param registry where the schemas are that events name in a header; null when events have no header
 */
public record TypedFormat(FormatName name, StructType schema, StructType columns, ParseMode mode, String corruptColumn,
        String timeZone, Map<String, String> options, @Nullable RegistryOptions registry) implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final StructType TEXT = new StructType().add("value", DataTypes.StringType);

    /**
     * Makes the format of a query's session; empty for events that are one column of bytes.
     *
     * @param schema the columns, as the user gave them
     */
    public static Optional<TypedFormat> of(FormatOptions options, StructType schema) {
        if (options.format() == FormatName.BINARY) {
            return Optional.empty();
        }
        SQLConf session = SQLConf.get();
        StructType nullable = schema.asNullable();
        return Optional.of(new TypedFormat(options.format(), nullable, nullable, options.mode(),
                options.corruptColumn().orElseGet(session::columnNameOfCorruptRecord), session.sessionLocalTimeZone(),
                options.ofSpark(), options.registry().orElse(null)));
    }

    /**
     * Returns the columns of events for which the user gave none; empty for events that are one column of bytes.
     *
     * @throws IllegalArgumentException when nothing tells what columns they have
     */
    public static Optional<StructType> columnsWithoutSchema(FormatOptions options) {
        return switch (options.format()) {
            case BINARY -> Optional.empty();
            case TEXT -> Optional.of(TEXT);
            case AVRO -> Optional.of(Optional.ofNullable(options.ofSpark().get(AvroClasses.SCHEMA))
                    .map(RegisteredSchemas::avroColumns).or(() -> RegisteredSchemas.latestColumns(options))
                    .orElseThrow(() -> noSchema(options.format(), " or with the option avroSchema")));
            case JSON, PROTOBUF -> Optional.of(RegisteredSchemas.latestColumns(options)
                    .orElseThrow(() -> noSchema(options.format(), "")));
            case CSV -> throw noSchema(options.format(), "");
        };
    }

    private static IllegalArgumentException noSchema(FormatName format, String otherwise) {
        return new IllegalArgumentException(("Cannot read events as %s: nothing tells their columns; give them with "
                + ".schema(…)%s").formatted(format, otherwise));
    }

    /**
     * Refuses columns that the format cannot have, and options that Spark's parser refuses.
     *
     * @throws IllegalArgumentException {@code Cannot read events as …}
     */
    public void check() {
        if (name == FormatName.PROTOBUF) {
            return; // Its messages tell their fields; nothing is known before the first event.
        }
        if (name == FormatName.TEXT
                && (schema.size() != 1 || !(schema.fields()[0].dataType() instanceof StringType))) {
            throw new IllegalArgumentException(("Cannot read events as text with the columns '%s': expected one of "
                    + "type STRING").formatted(schema.toDDL()));
        }
        try {
            // Spark makes its parser, and looks at the options, with the first event.
            new TypedFormat(name, schema, schema, ParseMode.PERMISSIVE, corruptColumn, timeZone, options, null)
                    .decoder().decode(new byte[0], 0, 0);
        } catch (IllegalStateException e) {
            throw e;
        } catch (Exception e) { // Also checked ones of Spark, which is written in Scala and declares none.
            throw new IllegalArgumentException("Cannot read events as %s with the columns '%s': %s"
                    .formatted(name, schema.toDDL(), e.getMessage()), e);
        }
    }

    /**
     * Returns the format that gives what a query asks for, and more where it has to: which events are malformed must
     * not depend on the columns, so that whoever leaves them out or looks at them gets all columns parsed.
     *
     * @param required the columns asked for; those that are not of the event are left out
     */
    public TypedFormat select(StructType required) {
        List<StructField> asked = Arrays.stream(required.fields()).filter(field -> has(field.name())).toList();
        boolean all = mode != ParseMode.PERMISSIVE
                || asked.stream().anyMatch(field -> field.name().equals(corruptColumn));
        StructType selected = all ? schema : new StructType(asked.stream()
                .map(field -> name == FormatName.JSON ? field : schema.apply(field.name()))
                .toArray(StructField[]::new)).asNullable();
        return new TypedFormat(name, schema, selected, mode, corruptColumn, timeZone, options, registry);
    }

    private boolean has(String column) {
        return List.of(schema.fieldNames()).contains(column);
    }

    /** Returns the format of events that have these columns. */
    TypedFormat withColumns(StructType all) {
        return new TypedFormat(name, all, all, mode, corruptColumn, timeZone, options, registry);
    }

    /** Makes a decoder of the columns that are asked for. */
    public EventDecoder decoder() {
        if (registry != null) {
            return new RegistryDecoder(this, SchemaRegistries.open(registry));
        }
        return name == FormatName.TEXT ? new TextDecoder() : new ExpressionDecoder(this, null);
    }
}
