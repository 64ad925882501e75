package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.stream.SegmentIds;
import io.pravega.connectors.spark.stream.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/**
 * One row that is written over and over, in {@link UnsafeRow}'s layout: the null bits, a word for each column, then
 * what is of variable length. What the events of a stream or of a segment have in common is written once; the event
 * itself comes last, so that nothing stands behind it that would have to move.
 */
final class EventRow {

    private static final int WORD = Long.BYTES;

    private final List<Column> columns;
    private final UnsafeRow row;
    private final int event;
    private final int offset;
    private final int eventSize;
    private final int eventStart;
    private byte[] bytes;

    EventRow(List<Column> columns, StreamId stream) {
        this.columns = columns;
        row = new UnsafeRow(columns.size());
        event = columns.indexOf(Column.EVENT);
        offset = columns.indexOf(Column.OFFSET);
        eventSize = columns.indexOf(Column.EVENT_SIZE);
        bytes = new byte[UnsafeRow.calculateBitSetWidthInBytes(columns.size()) + WORD * columns.size()];
        row.pointTo(bytes, bytes.length);
        append(Column.SCOPE, stream.scope());
        append(Column.STREAM, stream.name());
        eventStart = bytes.length;
    }

    private void append(Column column, String text) {
        int ordinal = columns.indexOf(column);
        if (ordinal >= 0) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            int start = bytes.length;
            bytes = Arrays.copyOf(bytes, start + roundUp(utf8.length));
            System.arraycopy(utf8, 0, bytes, start, utf8.length);
            row.pointTo(bytes, bytes.length);
            row.setLong(ordinal, offsetAndSize(start, utf8.length));
        }
    }

    /** The events to come are of this segment. */
    void segment(long segmentId) {
        int id = columns.indexOf(Column.SEGMENT_ID);
        int number = columns.indexOf(Column.SEGMENT_NUMBER);
        int epoch = columns.indexOf(Column.SEGMENT_EPOCH);
        if (id >= 0) {
            row.setLong(id, segmentId);
        }
        if (number >= 0) {
            row.setInt(number, SegmentIds.number(segmentId));
        }
        if (epoch >= 0) {
            row.setInt(epoch, SegmentIds.epoch(segmentId));
        }
    }

    /** The row of the event that the cursor stands at; good until the next call. */
    UnsafeRow write(EventCursor cursor) {
        if (event >= 0) {
            int length = cursor.length();
            int end = eventStart + roundUp(length);
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
            }
            if (length > 0) {
                // What fills up the last word has to be zero: rows are compared as bytes.
                Platform.putLong(bytes, Platform.BYTE_ARRAY_OFFSET + end - WORD, 0);
                System.arraycopy(cursor.array(), cursor.position(), bytes, eventStart, length);
            }
            row.pointTo(bytes, end);
            row.setLong(event, offsetAndSize(eventStart, length));
        }
        if (offset >= 0) {
            row.setLong(offset, cursor.offset());
        }
        if (eventSize >= 0) {
            row.setInt(eventSize, cursor.length());
        }
        return row;
    }

    private static long offsetAndSize(int start, int size) {
        return ((long) start << Integer.SIZE) | size;
    }

    private static int roundUp(int size) {
        return (size + WORD - 1) & -WORD;
    }
}
