// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog;

import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.read.rows.Column;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of a stream as a table, when it is created and when it is written to. */
final class StreamColumns {

    static final String EVENT = "event";
    static final String ROUTING_KEY = "routing_key";

    /** What Spark calls the columns of {@code VALUES}. */
    private static final List<String> OF_VALUES = List.of("col1", "col2");
    private static final List<String> IN_ORDER = List.of(EVENT, ROUTING_KEY);

    private StreamColumns() {
    }

    /**
     * Returns the hidden columns: where an event lies, and last the routing key, so that an insert can name it. It can
     * be written only.
     */
    static MetadataColumn[] hidden(ReadOptions options) {
        return Stream.concat(Stream.of(Column.allButEvent(options)), Stream.of(new RoutingKeyColumn()))
                .toArray(MetadataColumn[]::new);
    }

    private static final class RoutingKeyColumn implements MetadataColumn {
        @Override
        public String name() {
            return ROUTING_KEY;
        }

        @Override
        public DataType dataType() {
            return DataTypes.StringType;
        }

        @Override
        public String comment() {
            return "The routing key, which can be written and not read.";
        }
    }

    /** @throws IllegalArgumentException when a stream cannot be a table of such columns */
    static void requireCreatable(String table, StructType schema) {
        boolean event = false;
        for (StructField field : schema.fields()) {
            boolean text = field.dataType() instanceof StringType;
            switch (field.name().toLowerCase(Locale.ROOT)) {
                case EVENT -> {
                    event = true;
                    require(text || field.dataType() instanceof BinaryType, table, field);
                }
                case ROUTING_KEY -> require(text, table, field);
                default -> require(false, table, field);
            }
        }
        if (!event) {
            throw new IllegalArgumentException(("Cannot create table %s: column 'event' is missing; expected event "
                    + "BINARY or STRING, and routing_key STRING if wanted").formatted(table));
        }
    }

    private static void require(boolean expected, String table, StructField field) {
        if (!expected) {
            throw new IllegalArgumentException(("Cannot create table %s with column '%s' of type %s: without property "
                    + "event_format, expected event BINARY or STRING, and routing_key STRING if wanted")
                    .formatted(table, field.name(), field.dataType().simpleString()));
        }
    }

    /**
     * Names the columns of rows that came without names: those of {@code VALUES}, and the only column there is. Columns
     * that were named otherwise keep their names, so that none is taken for an event by mistake.
     */
    static StructType named(StructType written) {
        List<String> names = Arrays.asList(written.fieldNames());
        boolean known = names.stream().anyMatch(name -> IN_ORDER.stream().anyMatch(name::equalsIgnoreCase));
        if (known || (names.size() != 1 && !names.equals(OF_VALUES))) {
            return written;
        }
        StructType named = new StructType();
        for (int i = 0; i < names.size(); i++) {
            StructField field = written.fields()[i];
            named = named.add(DataTypes.createStructField(IN_ORDER.get(i), field.dataType(), field.nullable()));
        }
        return named;
    }
}
