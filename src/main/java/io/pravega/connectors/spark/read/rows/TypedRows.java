// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.rows;

import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.format.EventDecoder;
import io.pravega.connectors.spark.format.MalformedEventException;
import io.pravega.connectors.spark.format.TypedFormat;
import io.pravega.connectors.spark.read.plan.TimeWindows;
import io.pravega.connectors.spark.stream.SegmentIds;
import io.pravega.connectors.spark.stream.SegmentSlice;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;

/** Rows of typed columns: first what is parsed out of an event, then what tells of it. */
public final class TypedRows implements EventRows {

    private final TypedFormat format;
    private final EventDecoder decoder;
    private final PositionRow positions;
    private final boolean onlyParsed;
    private final JoinedRow both = new JoinedRow();
    private InternalRow row = both;

    TypedRows(TypedFormat format, List<Column> columns, Function<SegmentSlice, TimeWindows> timesOf) {
        this.format = format;
        decoder = format.decoder();
        positions = new PositionRow(columns, timesOf);
        onlyParsed = columns.isEmpty();
    }

    @Override
    public boolean read(EventCursor event, SegmentSlice slice) {
        InternalRow parsed;
        try {
            parsed = decoder.decode(event.array(), event.position(), event.length());
        } catch (MalformedEventException e) {
            throw new IllegalArgumentException(("Cannot read the event at offset %d of segment %s of stream %s as %s: "
                    + "it is malformed, and mode is FAILFAST; %s").formatted(event.offset(),
                    SegmentIds.describe(slice.segmentId()), slice.stream(), format.name(), e.getMessage()), e);
        }
        if (parsed == null) {
            return false;
        }
        row = onlyParsed ? parsed : both.apply(parsed, positions.of(event, slice));
        return true;
    }

    @Override
    public InternalRow row() {
        return row;
    }

    @Override
    public long malformed() {
        return decoder.malformed();
    }
}
