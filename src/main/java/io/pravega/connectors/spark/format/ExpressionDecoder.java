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

    private final TypedFormat format;
    private final @Nullable EventSchema written;
    private final boolean binary;
    private final Expression strict;
    /** Made for the first malformed event, because Spark's parser of Avro takes 15 ms to make. */
    private @Nullable Expression permissive;
    private final GenericInternalRow event = new GenericInternalRow(1);
    private final InternalRow nulls;
    private long malformed;

    /** @param written the schema of the events, where it is not the one that the format tells */
    ExpressionDecoder(TypedFormat format, @Nullable EventSchema written) {
        this.format = format;
        this.written = written;
        binary = format.name() == FormatName.AVRO || format.name() == FormatName.PROTOBUF;
        strict = ParsingExpressions.of(format, ParseMode.FAILFAST, written);
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
            if (format.mode() == ParseMode.FAILFAST) {
                throw new MalformedEventException(e);
            }
            // What is wrong with anything but the event fails here, too.
            InternalRow rest = columns(permissive().eval(event));
            return format.mode() == ParseMode.PERMISSIVE ? rest : null;
        }
    }

    private Expression permissive() {
        if (permissive == null) {
            permissive = ParsingExpressions.of(format, ParseMode.PERMISSIVE, written);
        }
        return permissive;
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
