// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import java.nio.ByteBuffer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** An encoder of the rows of one task. Not safe for use by several threads. */
public interface EventEncoder {

    /**
     * Turns a row into an event.
     *
     * @return the bytes, on the heap, valid until the next call; null when the row's only column is null and the format
     *     has no form for that
     */
    @Nullable ByteBuffer encode(InternalRow row);

    /** Returns the row's routing key; null when it has none. */
    @Nullable String routingKey(InternalRow row);
}
