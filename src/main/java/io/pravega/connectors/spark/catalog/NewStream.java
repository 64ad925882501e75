// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog;

import io.pravega.connectors.spark.options.StreamCreationOptions;
import io.pravega.connectors.spark.options.TableProperties;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.Transform;

/** How a stream is to be set up that {@code CREATE TABLE} describes. */
final class NewStream {

    /** Spark sets them by itself: the user's name, and a format, even where the user named none. */
    private static final Set<String> SET_BY_SPARK = Set.of(TableCatalog.PROP_OWNER, TableCatalog.PROP_PROVIDER);

    private NewStream() {
    }

    /** @throws IllegalArgumentException when Pravega has nothing of the kind */
    static StreamCreationOptions options(String table, Transform[] partitions, Map<String, String> properties) {
        Map<String, String> settings = new HashMap<>(properties);
        // Spark gives OPTIONS with and without the prefix; SHOW CREATE TABLE shows what the table is now.
        settings.keySet().removeIf(name -> SET_BY_SPARK.contains(name)
                || name.startsWith(TableCatalog.OPTION_PREFIX) || name.startsWith(StreamProperties.CURRENT));
        for (Transform transform : partitions) {
            String previous = settings.put(TableProperties.NUM_SEGMENTS, buckets(table, transform));
            if (previous != null) {
                throw new IllegalArgumentException(("Cannot create table %s: CLUSTERED BY and property %s both say how "
                        + "many segments it has; expected one of them").formatted(table, TableProperties.NUM_SEGMENTS));
            }
        }
        return TableProperties.parse(settings);
    }

    private static String buckets(String table, Transform transform) {
        List<List<String>> columns = Arrays.stream(transform.references())
                .map(column -> List.of(column.fieldNames())).toList();
        if (!transform.name().equals("bucket") || !columns.equals(List.of(List.of(StreamColumns.ROUTING_KEY)))) {
            throw new IllegalArgumentException(("Cannot create table %s partitioned by %s: expected nothing or "
                    + "CLUSTERED BY (routing_key) INTO n BUCKETS, which are segments")
                    .formatted(table, transform.describe()));
        }
        return Arrays.stream(transform.arguments()).filter(Literal.class::isInstance)
                .map(number -> ((Literal<?>) number).value().toString()).findFirst().orElseThrow();
    }
}
