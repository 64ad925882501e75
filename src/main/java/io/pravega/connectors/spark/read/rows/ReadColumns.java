// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.rows;

import io.pravega.connectors.spark.format.TypedFormat;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.options.RegistryOptions;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a scan gives: first those that are parsed out of the event, then those that tell of it.
 *
 * @param schema what Spark is told
 * @param parsed how events are parsed; null when no column needs it
 * @param columns those that are not parsed; there may be more than the schema tells, which Spark ignores
 * @param strippedHeader the group of schemas that the header of an event names, which is taken off; null when an event
 *     keeps its header, if it has one
 */
public record ReadColumns(StructType schema, @Nullable TypedFormat parsed, List<Column> columns,
        @Nullable RegistryOptions strippedHeader) implements Serializable {

    private static final long serialVersionUID = 1L;

    /**
     * Returns all columns. Spark 4.0 and 4.1 do not say whether a streaming query wants hidden columns, but expect them
     * behind the others; unused ones cost nothing, or exist only when an option asks for them.
     *
     * @param format empty for events that are one column of bytes
     * @param table the options of the table, which decide about the columns there are
     */
    public static ReadColumns all(Optional<TypedFormat> format, ReadOptions table) {
        return format.map(typed -> new ReadColumns(typed.schema(), typed,
                        Column.hiddenBeside(typed.schema(), table), null))
                .orElseGet(() -> new ReadColumns(Column.schema(table), null, Column.all(table).toList(),
                        table.strippedHeader().orElse(null)));
    }

    /** Tells whether there are columns for which the marks of event time are needed. */
    public boolean haveTime() {
        return columns.stream().anyMatch(Column.OF_TIME::contains);
    }

    /**
     * Leaves the routing key out, which comes last and can only be written, where all columns are asked for: a query of
     * Spark 4.2 that streams a hidden column asks for all that there are. The reader gives nulls in its place.
     */
    private static StructType readable(StructType required, ReadOptions options) {
        int all = (int) Column.all(options).count();
        return required.size() <= all ? required : new StructType(Arrays.copyOf(required.fields(), all));
    }

    /** Returns the columns that a query asks for; see {@link TypedFormat#select} for those that it gets on top. */
    public static ReadColumns required(Optional<TypedFormat> format, StructType required, ReadOptions options) {
        if (format.isEmpty()) {
            return new ReadColumns(required, null, Column.of(readable(required, options)),
                    options.strippedHeader().orElse(null));
        }
        TypedFormat typed = format.get().select(required);
        List<String> fields = List.of(typed.schema().fieldNames());
        List<Column> hidden = Column.of(new StructType(Arrays.stream(required.fields())
                .filter(field -> !fields.contains(field.name())).toArray(StructField[]::new)));
        StructType schema = typed.columns();
        for (Column column : hidden) {
            schema = schema.add(DataTypes.createStructField(column.columnName(), column.type(), true));
        }
        return new ReadColumns(schema, typed.columns().isEmpty() ? null : typed, hidden, null);
    }
}
