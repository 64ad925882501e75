// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.rows;

import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.read.plan.TimeWindows;
import io.pravega.connectors.spark.stream.SegmentIds;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A row of the columns that are not parsed, of one event after the other. */
public final class PositionRow {

    private final List<Column> columns;
    private final Function<SegmentSlice, TimeWindows> timesOf;
    private final GenericInternalRow row;
    private @Nullable StreamId current;
    private UTF8String scope = UTF8String.EMPTY_UTF8;
    private UTF8String stream = UTF8String.EMPTY_UTF8;

    private @Nullable SegmentSlice last;
    private TimeWindows times = TimeWindows.UNKNOWN;
    private int window;

    /** @param timesOf the bounds of event time along a slice's segment */
    PositionRow(List<Column> columns, Function<SegmentSlice, TimeWindows> timesOf) {
        this.columns = columns;
        this.timesOf = timesOf;
        this.row = new GenericInternalRow(columns.size());
    }

    /** Returns the row of the event that the cursor stands at; it is the same object every time. */
    InternalRow of(EventCursor event, SegmentSlice slice) {
        if (!slice.stream().equals(current)) {
            current = slice.stream();
            scope = UTF8String.fromString(current.scope());
            stream = UTF8String.fromString(current.name());
        }
        long segment = slice.segmentId();
        if (!slice.equals(last)) {
            last = slice;
            times = timesOf.apply(slice);
            window = 0;
        }
        for (int i = 0; i < columns.size(); i++) {
            row.update(i, switch (columns.get(i)) {
                case EVENT -> Arrays.copyOfRange(event.array(), event.position(), event.position() + event.length());
                case SCOPE -> scope;
                case STREAM -> stream;
                case SEGMENT_ID -> segment;
                case OFFSET -> event.offset();
                case EVENT_SIZE -> event.length();
                case SEGMENT_NUMBER -> SegmentIds.number(segment);
                case SEGMENT_EPOCH -> SegmentIds.epoch(segment);
                case SCHEMA_TYPE, SCHEMA_VERSION, SCHEMA_FORMAT, SCHEMA_CODEC ->
                        throw new IllegalStateException("Columns that are parsed have no " + columns.get(i));
                case TIME_LOWER_BOUND -> bound(times.lowerMicros(windowAt(event.offset())));
                case TIME_UPPER_BOUND -> bound(times.upperMicros(windowAt(event.offset())));
            });
        }
        return row;
    }

    private int windowAt(long offset) {
        window = times.find(offset, window);
        return window;
    }

    private static @Nullable Long bound(long micros) {
        return micros == TimeWindows.NONE ? null : micros;
    }
}
