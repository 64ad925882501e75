// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import java.nio.ByteBuffer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** An encoder by one of Spark's expressions. */
final class ExpressionEncoder implements EventEncoder {

    private final Expression event;
    private final @Nullable Expression routingKey;
    private final StructField[] fields;
    private final int[] ordinals;
    private final boolean whole;
    private final GenericInternalRow columns;
    private final GenericInternalRow input = new GenericInternalRow(1);

    ExpressionEncoder(RowFormat format) {
        event = WritingExpressions.event(format);
        routingKey = format.routingKey() < 0 ? null : WritingExpressions.routingKey(format);
        fields = format.event().fields();
        ordinals = format.ordinals();
        whole = ordinals.length == format.row().size();
        columns = new GenericInternalRow(ordinals.length);
    }

    @Override
    public @Nullable ByteBuffer encode(InternalRow row) {
        input.update(0, whole ? row : columnsOf(row));
        Object value = event.eval(input);
        if (value instanceof UTF8String text) {
            return text.getByteBuffer();
        }
        return value == null ? null : ByteBuffer.wrap((byte[]) value);
    }

    private InternalRow columnsOf(InternalRow row) {
        for (int i = 0; i < ordinals.length; i++) {
            columns.update(i, row.isNullAt(ordinals[i]) ? null : row.get(ordinals[i], fields[i].dataType()));
        }
        return columns;
    }

    @Override
    public @Nullable String routingKey(InternalRow row) {
        Object key = routingKey == null ? null : routingKey.eval(row);
        return key == null ? null : key.toString();
    }
}
