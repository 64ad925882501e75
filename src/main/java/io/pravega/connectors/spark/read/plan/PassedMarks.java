// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.client.SegmentDescription;
import io.pravega.connectors.spark.client.StreamMarks;
import io.pravega.connectors.spark.client.TimeMark;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.SegmentSlice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The marks of a stream, as a query passes them. They are not kept: each look begins where the last mark stands that
 * was passed for good.
 */
public final class PassedMarks {

    /** The name of a metric. */
    static final String TIME_BEHIND = "timeBehindLatestMs";

    private static final Logger LOG = LoggerFactory.getLogger(PassedMarks.class);

    private final StreamMarks marks;
    private final MarkOrder order;
    /** Where the last mark stands that the query has passed, and what it says. */
    private long passedAt = StreamMarks.FIRST;
    private OptionalLong passedMillis = OptionalLong.empty();
    /** The same of the newest mark. */
    private long newestAt = StreamMarks.FIRST;
    private OptionalLong newestMillis = OptionalLong.empty();

    /** @param segments the segments that the stream holds; asked for only when no mark tells enough */
    public PassedMarks(StreamMarks marks, Supplier<List<SegmentDescription>> segments) {
        this.marks = marks;
        this.order = new MarkOrder(segments);
    }

    /**
     * Finds the bounds of time in slices. An event's bounds are those that a reader of its segment has there; but its
     * lower bound is not greater than what the whole stream has passed at the end of the (micro-)batch, because events
     * of other segments, which come later, must not be found to be late.
     *
     * @param start where the (micro-)batch begins; the next one does not begin before
     * @param end where it ends
     * @return by segment id
     */
    public Map<Long, TimeWindows> windows(List<SegmentSlice> slices, Cut start, Cut end) {
        Map<Long, TimeWindows.Builder> builders = new HashMap<>();
        slices.forEach(slice -> builders.put(slice.segmentId(),
                new TimeWindows.Builder(slice.startOffset(), slice.endOffset())));
        boolean startPassed = true;
        boolean endPassed = true;
        try (StreamMarks.Cursor cursor = marks.from(passedAt)) {
            while (!builders.values().stream().allMatch(TimeWindows.Builder::isComplete) && cursor.next()) {
                TimeMark mark = cursor.mark();
                order.learn(mark);
                startPassed = startPassed && order.isPassed(mark, start);
                endPassed = endPassed && order.isPassed(mark, end);
                if (startPassed) {
                    pass(mark);
                }
                for (Map.Entry<Long, TimeWindows.Builder> builder : builders.entrySet()) {
                    MarkOrder.Place place = order.place(mark, builder.getKey());
                    if (endPassed) {
                        builder.getValue().passedFrom(place.passedFrom(), mark.lowerMillis());
                    }
                    builder.getValue().aheadUntil(place.aheadUntil(), mark.upperMillis());
                }
            }
        }
        Map<Long, TimeWindows> windows = new HashMap<>();
        builders.forEach((segment, builder) -> windows.put(segment, builder.build()));
        return windows;
    }

    private void pass(TimeMark mark) {
        passedAt = mark.place();
        passedMillis = OptionalLong.of(mark.lowerMillis());
    }

    /** Returns what the query's progress tells: how far in time the query is behind the newest mark. */
    Map<String, String> metrics(Cut consumed) {
        try {
            look(consumed);
        } catch (RuntimeException e) {
            // A query is not to fail for the sake of its progress report.
            LOG.debug("Cannot tell how far in time {} is behind", consumed, e);
            return Map.of();
        }
        return passedMillis.isEmpty() || newestMillis.isEmpty() ? Map.of() : Map.of(TIME_BEHIND,
                String.valueOf(Math.max(0, newestMillis.getAsLong() - passedMillis.getAsLong())));
    }

    /** Passes the marks before a cut, and finds the newest one; what was seen of those in between is not read again. */
    private void look(Cut consumed) {
        boolean passing = true;
        boolean seen = false;
        try (StreamMarks.Cursor cursor = marks.from(passedAt)) {
            while (!seen && cursor.next()) {
                TimeMark mark = cursor.mark();
                order.learn(mark);
                passing = passing && order.isPassed(mark, consumed);
                if (passing) {
                    pass(mark);
                }
                seen = !passing && mark.place() < newestAt;
                newest(mark);
            }
        }
        if (seen) {
            try (StreamMarks.Cursor cursor = marks.from(newestAt)) {
                while (cursor.next()) {
                    newest(cursor.mark());
                }
            }
        }
    }

    private void newest(TimeMark mark) {
        if (mark.place() >= newestAt) {
            newestAt = mark.place();
            newestMillis = OptionalLong.of(mark.lowerMillis());
        }
    }
}
