// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** A decoder of the events of one task. Not safe for use by several threads. */
public interface EventDecoder {

    /**
     * Turns an event into its columns.
     *
     * @param array is not written to as long as the row is used
     * @return the columns, valid until the next call; null when the event is malformed and to be left out
     * @throws MalformedEventException when it is malformed and the query is to fail
     */
    @Nullable InternalRow decode(byte[] array, int position, int length);

    /** Returns how many events so far were malformed. */
    long malformed();
}
