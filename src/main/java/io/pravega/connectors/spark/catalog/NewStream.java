// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog;

import io.pravega.connectors.spark.client.StreamDescription;
import io.pravega.connectors.spark.options.FormatProperties;
import io.pravega.connectors.spark.options.StreamCreationOptions;
import io.pravega.connectors.spark.options.TableProperties;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;

/** How a stream is to be set up that {@code CREATE TABLE} describes. */
final class NewStream {

    /** Spark sets them by itself: the user's name, and a format, even where the user named none. */
    private static final Set<String> SET_BY_SPARK = Set.of(TableCatalog.PROP_OWNER, TableCatalog.PROP_PROVIDER);

    private NewStream() {
    }

    /**
     * @param schema the table's columns
     * @throws IllegalArgumentException when Pravega has nothing of the kind
     */
    static StreamDescription of(String table, StructType schema, Transform[] partitions,
            Map<String, String> properties) {
        Map<String, String> settings = new HashMap<>(properties);
        // Spark gives OPTIONS with and without the prefix; SHOW CREATE TABLE shows what the table is now.
        settings.keySet().removeIf(name -> SET_BY_SPARK.contains(name)
                || name.startsWith(TableCatalog.OPTION_PREFIX) || name.startsWith(StreamProperties.CURRENT));
        Map<String, String> format = FormatProperties.take(settings);
        boolean typed = !format.isEmpty();
        for (Transform transform : partitions) {
            Buckets buckets = buckets(table, transform, typed);
            set(table, settings, TableProperties.NUM_SEGMENTS, buckets.number(), "how many segments it has");
            if (typed) {
                set(table, format, FormatProperties.ROUTING_KEY_COLUMN, buckets.column(), "which column routes");
            }
        }
        StreamCreationOptions options = TableProperties.parse(settings);
        Optional<TypedEvents> events = TypedEvents.of(schema, format);
        if (events.isEmpty()) {
            StreamColumns.requireCreatable(table, schema);
        }
        return new StreamDescription(options,
                events.map(columns -> SchemaTags.with(table, Set.of(), columns)).orElseGet(Set::of));
    }

    private static void set(String table, Map<String, String> properties, String property, String value, String what) {
        String previous = properties.put(property, value);
        if (previous != null) {
            throw new IllegalArgumentException(("Cannot create table %s: CLUSTERED BY and property %s both say %s; "
                    + "expected one of them").formatted(table, property, what));
        }
    }

    private record Buckets(String column, String number) {
    }

    /** @param typed whether any column may route */
    private static Buckets buckets(String table, Transform transform, boolean typed) {
        List<String> columns = Arrays.stream(transform.references())
                .map(column -> String.join(".", column.fieldNames())).toList();
        if (!transform.name().equals("bucket") || columns.size() != 1
                || !(typed || columns.equals(List.of(StreamColumns.ROUTING_KEY)))) {
            throw new IllegalArgumentException(("Cannot create table %s partitioned by %s: expected nothing or "
                    + "CLUSTERED BY (%s) INTO n BUCKETS, which are segments")
                    .formatted(table, transform.describe(), typed ? "a column" : StreamColumns.ROUTING_KEY));
        }
        return new Buckets(columns.get(0), Arrays.stream(transform.arguments()).filter(Literal.class::isInstance)
                .map(number -> ((Literal<?>) number).value().toString()).findFirst().orElseThrow());
    }
}
