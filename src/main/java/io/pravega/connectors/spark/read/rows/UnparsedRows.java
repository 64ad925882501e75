// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.rows;

import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.read.plan.TimeWindows;
import io.pravega.connectors.spark.stream.SegmentSlice;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;

/** Rows of bytes and of where they stand: batches of one event. */
public final class UnparsedRows implements EventRows {

    private final EventBatch batch;

    UnparsedRows(ReadColumns columns, Function<SegmentSlice, TimeWindows> timesOf) {
        batch = new EventBatch(columns.columns(), EventHeaders.of(columns), timesOf);
    }

    @Override
    public boolean read(EventCursor event, SegmentSlice slice) {
        batch.begin(slice);
        batch.add(event);
        return true;
    }

    @Override
    public InternalRow row() {
        return batch.columns().getRow(0);
    }

    @Override
    public long malformed() {
        return 0;
    }
}
