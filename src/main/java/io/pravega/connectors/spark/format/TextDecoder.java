// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** A decoder of events that are text. It takes any bytes, as a cast to string does. */
final class TextDecoder implements EventDecoder {

    private final GenericInternalRow row = new GenericInternalRow(1);

    @Override
    public InternalRow decode(byte[] array, int position, int length) {
        row.update(0, UTF8String.fromBytes(array, position, length));
        return row;
    }

    @Override
    public long malformed() {
        return 0;
    }
}
