// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import io.pravega.connectors.spark.options.FormatName;
import io.pravega.connectors.spark.options.ParseMode;
import io.pravega.connectors.spark.registry.EventSchema;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * A decoder by one of Spark's expressions. A permissive expression does not tell whether an event was malformed; so
 * each event is first parsed by a strict one, and only those that it refuses by the permissive one, too.
 */
final class ExpressionDecoder implements EventDecoder {

    private final ParseMode mode;
    private final boolean binary;
    private final Expression strict;
    private final Expression permissive;
    private final GenericInternalRow event = new GenericInternalRow(1);
    private final InternalRow nulls;
    private long malformed;

    /** @param written the schema of the events, where it is not the one that the format tells */
    ExpressionDecoder(TypedFormat format, @Nullable EventSchema written) {
        mode = format.mode();
        binary = format.name() == FormatName.AVRO || format.name() == FormatName.PROTOBUF;
        strict = ParsingExpressions.of(format, ParseMode.FAILFAST, written);
        permissive = ParsingExpressions.of(format, ParseMode.PERMISSIVE, written);
        nulls = new GenericInternalRow(format.columns().size());
    }

    @Override
    public @Nullable InternalRow decode(byte[] array, int position, int length) {
        event.update(0, binary ? Arrays.copyOfRange(array, position, position + length)
                : UTF8String.fromBytes(array, position, length));
        try {
            return columns(strict.eval(event));
        } catch (Exception e) { // Also checked ones of Spark, which is written in Scala and declares none.
            malformed++;
            if (mode == ParseMode.FAILFAST) {
                throw new MalformedEventException(e);
            }
            // What is wrong with anything but the event fails here, too.
            InternalRow rest = columns(permissive.eval(event));
            return mode == ParseMode.PERMISSIVE ? rest : null;
        }
    }

    /**
     * Treats an event without any value, such as an empty one in JSON, as Spark does when it expands a null struct.
     * Where not all columns are asked for, Spark's parser of CSV gives such events a row of all columns.
     */
    private InternalRow columns(@Nullable Object value) {
        return value instanceof InternalRow row && row.numFields() == nulls.numFields() ? row : nulls;
    }

    @Override
    public long malformed() {
        return malformed;
    }
}
