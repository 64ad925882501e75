// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.format.TypedFormat;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
 */
record ReadColumns(StructType schema, @Nullable TypedFormat parsed, List<Column> columns) implements Serializable {

    private static final long serialVersionUID = 1L;

    /**
     * Returns all columns. Spark 4.0 and 4.1 do not say whether a streaming query wants hidden columns, but expect them
     * behind the others; unused ones cost nothing.
     *
     * @param format empty for events that are one column of bytes
     */
    static ReadColumns all(Optional<TypedFormat> format) {
        return format.map(typed -> new ReadColumns(typed.schema(), typed, Column.hiddenBeside(typed.schema())))
                .orElseGet(() -> new ReadColumns(Column.schema(), null,
                        Stream.concat(Column.VISIBLE.stream(), Column.HIDDEN.stream()).toList()));
    }

    /** Returns the columns that a query asks for; see {@link TypedFormat#select} for those that it gets on top. */
    static ReadColumns required(Optional<TypedFormat> format, StructType required) {
        if (format.isEmpty()) {
            return new ReadColumns(required, null, Column.of(required));
        }
        TypedFormat typed = format.get().select(required);
        List<String> fields = List.of(typed.schema().fieldNames());
        List<Column> hidden = Column.of(new StructType(Arrays.stream(required.fields())
                .filter(field -> !fields.contains(field.name())).toArray(StructField[]::new)));
        StructType schema = typed.columns();
        for (Column column : hidden) {
            schema = schema.add(DataTypes.createStructField(column.columnName(), column.type(), true));
        }
        return new ReadColumns(schema, typed.columns().isEmpty() ? null : typed, hidden);
    }
}
