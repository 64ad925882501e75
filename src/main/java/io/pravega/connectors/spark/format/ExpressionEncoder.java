// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import io.pravega.connectors.spark.registry.EventHeader;
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
    private final byte @Nullable [] header;
    private final GenericInternalRow columns;
    private final GenericInternalRow input = new GenericInternalRow(1);

    ExpressionEncoder(RowFormat format) {
        event = WritingExpressions.event(format);
        routingKey = format.routingKey() < 0 ? null : WritingExpressions.routingKey(format);
        fields = format.event().fields();
        ordinals = format.ordinals();
        whole = ordinals.length == format.row().size();
        header = format.encodingId() == null ? null : EventHeader.of(format.encodingId());
        columns = new GenericInternalRow(ordinals.length);
    }

    @Override
    public @Nullable ByteBuffer encode(InternalRow row) {
        input.update(0, whole ? row : columnsOf(row));
        Object value = event.eval(input);
        if (value == null) {
            return null;
        }
        ByteBuffer bytes = value instanceof UTF8String text ? text.getByteBuffer() : ByteBuffer.wrap((byte[]) value);
        return header == null ? bytes : ByteBuffer.wrap(ByteBuffer.allocate(header.length + bytes.remaining())
                .put(header).put(bytes).array());
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
