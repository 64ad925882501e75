// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.rows;

import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.read.plan.TimeWindows;
import io.pravega.connectors.spark.stream.SegmentSlice;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;

/** The rows that events become, one after the other. */
public interface EventRows {

    /**
     * Makes rows of the columns that a query asks for.
     *
     * @param timesOf the bounds of event time along a slice's segment
     */
    static EventRows of(ReadColumns columns, Function<SegmentSlice, TimeWindows> timesOf) {
        return columns.parsed() == null ? new UnparsedRows(columns, timesOf)
                : new TypedRows(columns.parsed(), columns.columns(), timesOf);
    }

    /**
     * Reads an event.
     *
     * @param slice the one that the event is of
     * @return false when it is malformed and to be left out
     * @throws IllegalArgumentException when it is malformed and mode is FAILFAST
     */
    boolean read(EventCursor event, SegmentSlice slice);

    /** Returns the row of the event that was read last; it may be the same object every time. */
    InternalRow row();

    /** Returns how many events were malformed. */
    long malformed();
}
