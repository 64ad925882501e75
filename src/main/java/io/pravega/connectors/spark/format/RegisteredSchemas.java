// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import io.pravega.connectors.spark.options.FormatName;
import io.pravega.connectors.spark.options.FormatOptions;
import io.pravega.connectors.spark.options.RegistryOptions;
import io.pravega.connectors.spark.registry.BoundedCache;
import io.pravega.connectors.spark.registry.EventSchema;
import io.pravega.connectors.spark.registry.SchemaFormat;
import io.pravega.connectors.spark.registry.SchemaRegistries;
import io.pravega.connectors.spark.registry.SchemaRegistry;
import io.pravega.connectors.spark.registry.SchemaVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The schemas of a group in the registry, as columns, and as what rows are written with. */
final class RegisteredSchemas {

    private static final int CAPACITY = 100;

    /** Remembered for all queries of the JVM: a streaming query asks in every epoch. */
    private static final BoundedCache<Choice, Chosen> CHOICES = new BoundedCache<>(CAPACITY);

    private RegisteredSchemas() {
    }

    /** All that decides on the schema of rows. */
    private record Choice(RegistryOptions registry, FormatName format, StructType event, Map<String, String> options,
            boolean register) {
    }

    /** A schema that the registry has, and the id of its events. */
    private record Chosen(EventSchema schema, int encodingId) {
    }

    /** Returns the columns of events of an Avro schema. */
    static StructType avroColumns(String avroSchema) {
        return AvroClasses.columns(ParsingExpressions.event(DataTypes.BinaryType), avroSchema);
    }

    /** Returns the columns that the latest schema tells; empty without a registry, or a schema in it. */
    static Optional<StructType> latestColumns(FormatOptions options) {
        return options.registry().flatMap(registry -> SchemaRegistries.open(registry).latest())
                .map(latest -> columns(options.format(), options.ofSpark(), latest));
    }

    /** Returns the columns that a schema tells, with Spark's own options of the format. */
    static StructType columns(FormatName format, Map<String, String> options, EventSchema schema) {
        if (schema.format() != of(format)) {
            throw new IllegalArgumentException("Cannot use event_format %s: the schemas of the group are %s".formatted(
                    format, schema.format().label().toLowerCase(Locale.ROOT)));
        }
        return switch (schema.format()) {
            case AVRO -> avroColumns(schema.text());
            case PROTOBUF -> ProtobufClasses.columns(options, schema);
            case JSON, OTHER -> JsonSchemas.columns(schema.text());
        };
    }

    /** Returns what the schemas of events of a format are written in. */
    static SchemaFormat of(FormatName format) {
        return switch (format) {
            case AVRO -> SchemaFormat.AVRO;
            case JSON -> SchemaFormat.JSON;
            case PROTOBUF -> SchemaFormat.PROTOBUF;
            case BINARY, TEXT, CSV -> SchemaFormat.OTHER;
        };
    }

    /**
     * Returns the format with the schema to write with, which the registry has, and the id for the events' headers.
     *
     * @throws IllegalArgumentException when the registry has no schema for such rows, and none is to be registered
     */
    static RowFormat choose(RowFormat format, RegistryOptions registry, boolean register) {
        Choice choice = new Choice(registry, format.name(), format.event(), format.options(), register);
        Chosen chosen = CHOICES.get(choice, RegisteredSchemas::choose);
        Map<String, String> options = new HashMap<>(format.options());
        if (format.name() == FormatName.AVRO) {
            options.put(AvroClasses.SCHEMA, chosen.schema.text());
        }
        return new RowFormat(format.name(), format.row(), format.routingKey(), format.routingKeyInEvent(),
                format.stream(), format.timeOutsideEvent(), format.timeZone(), Map.copyOf(options), chosen.encodingId);
    }

    private static Chosen choose(Choice choice) {
        SchemaRegistry registry = SchemaRegistries.open(choice.registry);
        EventSchema schema = schema(choice, registry);
        SchemaVersion version = registry.find(schema).orElseGet(() -> {
            if (!choice.register) {
                throw new IllegalArgumentException(("Cannot write with schema '%s': group %s does not have it, and "
                        + "schema_register is false").formatted(schema.text(), shown(choice.registry)));
            }
            return registry.register(schema);
        });
        return new Chosen(schema, registry.encodingId(version));
    }

    /** The user's schema, or the latest if it has the rows' columns, or the one that Spark gives such columns. */
    private static EventSchema schema(Choice choice, SchemaRegistry registry) {
        if (choice.format == FormatName.AVRO && choice.options.containsKey(AvroClasses.SCHEMA)) {
            return AvroClasses.eventSchema(choice.options, choice.event);
        }
        Optional<EventSchema> latest = registry.latest();
        Optional<EventSchema> fitting = latest
                .filter(schema -> fits(choice, columns(choice.format, choice.options, schema)));
        if (fitting.isPresent()) {
            return fitting.get();
        }
        if (!choice.register) {
            throw new IllegalArgumentException(("Cannot write the columns '%s' with the latest schema of group %s, "
                    + "which is '%s'; schema_register=true registers another").formatted(choice.event.toDDL(),
                    shown(choice.registry), latest.map(EventSchema::text).orElse("none")));
        }
        return choice.format == FormatName.AVRO ? AvroClasses.eventSchema(choice.options, choice.event)
                : EventSchema.ofText(latest.map(EventSchema::type).orElse(""), SchemaFormat.JSON,
                        JsonSchemas.of(choice.event));
    }

    /** JSON's types are fewer than Spark's: there, the names of the columns decide. */
    private static boolean fits(Choice choice, StructType latest) {
        return choice.format == FormatName.AVRO
                ? latest.catalogString().equals(choice.event.catalogString())
                : List.of(latest.fieldNames()).equals(List.of(choice.event.fieldNames()));
    }

    private static String shown(RegistryOptions registry) {
        return registry.namespace() + "/" + registry.group();
    }
}
