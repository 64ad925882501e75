// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import io.pravega.connectors.spark.options.FormatName;
import io.pravega.connectors.spark.options.RegistryOptions;
import io.pravega.connectors.spark.registry.EventSchema;
import io.pravega.connectors.spark.registry.SchemaRegistries;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * What a group of schemas tells of a stream of which nothing else is known.
 *
 * @param columns those of the latest schema, which may all be null
 */
public record RegisteredColumns(FormatName format, StructType columns) {

    /**
     * Asks the registry; empty when there is no such group, or no schema in it, or one of a format that the connector
     * does not know.
     *
     * @throws IllegalArgumentException when the schema tells no columns
     */
    public static Optional<RegisteredColumns> latest(RegistryOptions registry) {
        return SchemaRegistries.open(registry).latest().flatMap(RegisteredColumns::of);
    }

    private static Optional<RegisteredColumns> of(EventSchema schema) {
        Optional<FormatName> format = switch (schema.format()) {
            case AVRO -> Optional.of(FormatName.AVRO);
            case JSON -> Optional.of(FormatName.JSON);
            case PROTOBUF -> Optional.of(FormatName.PROTOBUF);
            case OTHER -> Optional.empty();
        };
        return format.map(name -> new RegisteredColumns(name,
                RegisteredSchemas.columns(name, Map.of(), schema).asNullable()));
    }
}
