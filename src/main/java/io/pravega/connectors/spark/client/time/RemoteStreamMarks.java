// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.time;

import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.client.SegmentEvents;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.client.StreamMarks;
import io.pravega.connectors.spark.client.TimeMark;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.NameUtils;
import io.pravega.shared.watermarks.Watermark;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** The marks that the controller writes, as events, to a stream of one segment beside the stream that they tell of. */
public final class RemoteStreamMarks implements StreamMarks {

    private final StreamId stream;
    private final StreamDirectory markDirectory;
    private final SegmentEvents events;

    /**
     * Reads the marks of a stream.
     *
     * @param markDirectory that of the {@linkplain #markStream stream of its marks}
     */
    public RemoteStreamMarks(StreamId stream, StreamDirectory markDirectory, SegmentEvents events) {
        this.stream = stream;
        this.markDirectory = markDirectory;
        this.events = events;
    }

    /** Returns the stream that holds the marks of a stream. */
    public static StreamId markStream(StreamId stream) {
        return new StreamId(stream.scope(), NameUtils.getMarkStreamForStream(stream.name()));
    }

    @Override
    public Cursor from(long place) {
        Cut tail = markDirectory.tail();
        long segment = tail.offsets().firstKey();
        long end = tail.offset(segment).orElseThrow();
        // Nobody truncates it.
        return new EventsCursor(events.open(
                new SegmentSlice(tail.stream(), segment, Math.min(place, end), end)));
    }

    private final class EventsCursor implements Cursor {

        private final EventCursor cursor;

        EventsCursor(EventCursor cursor) {
            this.cursor = cursor;
        }

        @Override
        public boolean next() {
            return cursor.next();
        }

        @Override
        public TimeMark mark() {
            Watermark found = Watermark.fromByteBuf(
                    ByteBuffer.wrap(cursor.array(), cursor.position(), cursor.length()));
            Map<Long, Long> offsets = new HashMap<>();
            Map<Long, TimeMark.KeyRange> ranges = new HashMap<>();
            found.getStreamCut().forEach((segment, offset) -> {
                offsets.put(segment.getSegmentId(), offset);
                ranges.put(segment.getSegmentId(),
                        new TimeMark.KeyRange(segment.getRangeLow(), segment.getRangeHigh()));
            });
            return new TimeMark(found.getLowerTimeBound(), found.getUpperTimeBound(), Cut.of(stream, offsets), ranges,
                    cursor.offset());
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
