// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import io.pravega.connectors.spark.registry.EventSchema;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A decoder of messages of one type. Spark's parser gives all of a message's fields; this gives the columns that are
 * asked for, and null for those that the message does not have.
 */
final class ProtobufDecoder implements EventDecoder {

    private static final int MISSING = -1;

    private final EventDecoder parser;
    private final int[] ordinals;
    private final DataType[] types;

    ProtobufDecoder(TypedFormat format, EventSchema message) {
        StructType fields = ProtobufClasses.columns(format.options(), message);
        parser = new ExpressionDecoder(format.withColumns(fields), message);
        ordinals = Arrays.stream(format.columns().fields())
                .mapToInt(column -> ordinal(column, fields, message)).toArray();
        types = Arrays.stream(format.columns().fields()).map(StructField::dataType).toArray(DataType[]::new);
    }

    private static int ordinal(StructField column, StructType fields, EventSchema message) {
        int ordinal = List.of(fields.fieldNames()).indexOf(column.name());
        if (ordinal != MISSING && !fields.fields()[ordinal].dataType().catalogString()
                .equals(column.dataType().catalogString())) {
            throw new IllegalArgumentException(("Cannot read events of the Protobuf message '%s' as the column '%s': "
                    + "its field is '%s'").formatted(message.type(), column.toDDL(),
                            fields.fields()[ordinal].toDDL()));
        }
        return ordinal;
    }

    @Override
    public @Nullable InternalRow decode(byte[] array, int position, int length) {
        InternalRow message = parser.decode(array, position, length);
        if (message == null) {
            return null;
        }
        GenericInternalRow row = new GenericInternalRow(ordinals.length);
        for (int i = 0; i < ordinals.length; i++) {
            row.update(i, ordinals[i] == MISSING ? null : message.get(ordinals[i], types[i]));
        }
        return row;
    }

    @Override
    public long malformed() {
        return parser.malformed();
    }
}
