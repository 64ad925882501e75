// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog;

import io.pravega.connectors.spark.format.RegisteredColumns;
import io.pravega.connectors.spark.format.RowFormat;
import io.pravega.connectors.spark.format.TypedFormat;
import io.pravega.connectors.spark.options.FormatOptions;
import io.pravega.connectors.spark.options.FormatProperties;
import io.pravega.connectors.spark.options.RegistryOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The typed columns of a table, and the format of its events. It prints as the JSON of one field of Spark's, whose type
 * is the columns and whose metadata is the format.
 *
 * @param properties those of the table that tell the format, in order
 */
record TypedEvents(StructType columns, Map<String, String> properties) {

    private static final String FIELD = "event";
    private static final String NAMES = "properties";
    private static final String VALUES = "values";

    /**
     * Makes the typed columns of a table; empty when its events are one column of bytes.
     *
     * @throws IllegalArgumentException when the format has no such columns, or a property is bad
     */
    static Optional<TypedEvents> of(StructType columns, Map<String, String> properties) {
        FormatOptions options = FormatOptions.from(new CaseInsensitiveStringMap(properties));
        Optional<TypedFormat> format = TypedFormat.of(options, columns);
        if (format.isEmpty()) {
            return Optional.empty();
        }
        format.get().check();
        RowFormat.of(options, columns, -1);
        return Optional.of(new TypedEvents(format.get().schema(), new TreeMap<>(properties)));
    }

    /**
     * Returns the columns that the schema registry tells of a stream; empty without a registry, or a schema in it.
     *
     * @param options those of the catalog and of the stream
     */
    static Optional<TypedEvents> registered(CaseInsensitiveStringMap options) {
        return RegistryOptions.from(options).flatMap(RegisteredColumns::latest).map(latest -> new TypedEvents(
                latest.columns(), Map.of(FormatProperties.EVENT_FORMAT, latest.format().toString())));
    }

    /** Returns the name of the format. */
    String format() {
        return properties.getOrDefault(FormatProperties.EVENT_FORMAT, "");
    }

    String toJson() {
        MetadataBuilder format = new MetadataBuilder()
                .putStringArray(NAMES, properties.keySet().toArray(String[]::new))
                .putStringArray(VALUES, properties.values().toArray(String[]::new));
        return new StructType(new StructField[] {
            DataTypes.createStructField(FIELD, columns, true, format.build())}).json();
    }

    /** Reads what {@link #toJson} gave. */
    static TypedEvents fromJson(String json) {
        StructField event = ((StructType) DataType.fromJson(json)).apply(FIELD);
        Metadata format = event.metadata();
        Map<String, String> properties = new LinkedHashMap<>();
        String[] values = format.getStringArray(VALUES);
        for (String name : format.getStringArray(NAMES)) {
            properties.put(name, values[properties.size()]);
        }
        return new TypedEvents((StructType) event.dataType(), properties);
    }
}
