// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import io.pravega.connectors.spark.registry.EventSchema;
import io.pravega.connectors.spark.registry.SchemaFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The classes of Spark's module for Avro. */
final class AvroClasses {

    /** The option that holds the schema which the events were written with. */
    static final String SCHEMA = "avroschema";

    private static final SparkModule MODULE = new SparkModule("Avro", "avro");

    private AvroClasses() {
    }

    /** Makes a parser of the columns that the format asks for; what else the events hold is skipped. */
    static Expression parser(Expression event, TypedFormat format, Map<String, String> options) {
        Schema written = schema(format.options(), format.schema());
        Map<String, String> all = new HashMap<>(options);
        all.put(SCHEMA, only(written, format.columns().fieldNames()).toString());
        Expression parser = parser(event, written, all);
        requireColumns(parser, format);
        return parser;
    }

    /**
     * Makes a parser of events that were written with another schema than the one that the format tells: a column that
     * they lack is null, or has its default from option {@code avroSchema}.
     */
    static Expression parser(Expression event, TypedFormat format, Map<String, String> options, String written) {
        Schema writer = parse(written);
        Map<String, String> all = new HashMap<>(options);
        String given = format.options().get(SCHEMA);
        Schema reader = named(writer, given == null ? resolved(event, writer, format)
                : fields(parse(given), format.columns().fieldNames()));
        if (SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
                != SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE) {
            // Else each event would seem malformed.
            throw new IllegalArgumentException("Cannot read events of the Avro schema '%s' as the columns '%s'"
                    .formatted(written, format.columns().toDDL()));
        }
        all.put(SCHEMA, reader.toString());
        Expression parser = parser(event, writer, all);
        requireColumns(parser, format);
        return parser;
    }

    private static void requireColumns(Expression parser, TypedFormat format) {
        if (!parser.dataType().catalogString().equals(format.columns().catalogString())) {
            throw new IllegalArgumentException("their Avro schema says '%s'".formatted(parser.dataType().sql()));
        }
    }

    /** Takes the fields that have the type of their column as they are, and all others as Spark would write them. */
    private static List<Schema.Field> resolved(Expression event, Schema writer, TypedFormat format) {
        StructType columns = columns(event, writer.toString());
        Schema ofSpark = schema(Map.of(), format.schema());
        return Arrays.stream(format.columns().fields()).map(column -> {
            Schema.Field own = writer.getField(column.name());
            boolean equal = own != null && columns.apply(column.name()).dataType().catalogString()
                    .equals(column.dataType().catalogString());
            return equal ? new Schema.Field(own, own.schema()) : new Schema.Field(column.name(),
                    nullOr(ofSpark.getField(column.name()).schema()), null, Schema.Field.NULL_DEFAULT_VALUE);
        }).toList();
    }

    /** Puts null first in a union with it, as Avro wants it of a field whose default is null. */
    private static Schema nullOr(Schema nullable) {
        List<Schema> types = new ArrayList<>(nullable.getTypes());
        types.sort(Comparator.comparing(type -> type.getType() != Schema.Type.NULL));
        return Schema.createUnion(types);
    }

    /** Returns the schema in which Spark writes such columns, or option {@code avroSchema}, and the record's name. */
    static EventSchema eventSchema(Map<String, String> options, StructType columns) {
        Schema schema = schema(options, columns);
        return EventSchema.ofText(schema.getFullName(), SchemaFormat.AVRO, schema.toString());
    }

    /** Makes a generator of events out of the struct of their columns. */
    static Expression generator(Expression columns, RowFormat format) {
        String schema = schema(format.options(), format.event()).toString();
        return MODULE.make("CatalystDataToAvro", columns, ScalaValues.some(schema));
    }

    /** Returns the columns that events of an Avro schema have. */
    static StructType columns(Expression event, String avroSchema) {
        return (StructType) parser(event, parse(avroSchema), Map.of()).dataType();
    }

    /** Returns option {@code avroSchema}, or else the schema that Spark gives such columns. */
    private static Schema schema(Map<String, String> options, StructType columns) {
        return Optional.ofNullable(options.get(SCHEMA)).map(AvroClasses::parse).orElseGet(() ->
                (Schema) MODULE.call(() -> MODULE.find("SchemaConverters")
                        .getMethod("toAvroType", DataType.class, boolean.class, String.class, String.class)
                        .invoke(null, columns, false, "topLevelRecord", "")));
    }

    private static Schema parse(String avroSchema) {
        Schema schema;
        try {
            schema = new Schema.Parser().setValidateDefaults(false).parse(avroSchema);
        } catch (RuntimeException e) {
            throw invalid(avroSchema, e);
        }
        if (schema.getType() != Schema.Type.RECORD) {
            throw invalid(avroSchema, null);
        }
        return schema;
    }

    /** Returns the record with these fields alone. */
    private static Schema only(Schema written, String[] columns) {
        return named(written, fields(written, columns));
    }

    private static List<Schema.Field> fields(Schema written, String[] columns) {
        return Arrays.stream(columns).map(column -> {
            Schema.Field field = written.getField(column);
            if (field == null) {
                throw new IllegalArgumentException("their Avro schema has no field '%s'".formatted(column));
            }
            return new Schema.Field(field, field.schema());
        }).toList();
    }

    /** Returns a record of the same name with other fields. */
    private static Schema named(Schema written, List<Schema.Field> fields) {
        return Schema.createRecord(written.getName(), written.getDoc(), written.getNamespace(), written.isError(),
                fields);
    }

    private static Expression parser(Expression event, Schema written, Map<String, String> options) {
        return MODULE.make("AvroDataToCatalyst", event, written.toString(), ScalaValues.map(options));
    }

    private static IllegalArgumentException invalid(String avroSchema, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "Invalid avroSchema '%s': expected an Avro record in JSON".formatted(avroSchema), cause);
    }
}
