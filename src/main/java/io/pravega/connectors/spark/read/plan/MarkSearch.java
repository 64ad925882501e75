// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.client.StreamMarks;
import io.pravega.connectors.spark.client.TimeMark;
import io.pravega.connectors.spark.stream.Cut;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The search for places in a stream by event time. It relies on what a writer says with a note: what it wrote before is
 * not later, what it writes afterwards is not earlier.
 */
public final class MarkSearch {

    private MarkSearch() {
    }

    /** A mark, and the greatest time that any writer had noted by then. */
    private record Reached(long latestMillis, Cut cut) {
    }

    /**
     * Finds a place before which no event has that time or a later one; empty when the marks say none.
     *
     * <p>The last mark with only earlier notes is not yet such a place: its cut lies where the foremost writer had
     * come, and another one may have written events before it, and after its own note. But of a former mark whose notes
     * are all earlier than those of the last mark, every writer has made a new note since; so it wrote whatever follows
     * that note when the cut of the former mark was in the stream already.
     */
    static Optional<Cut> startOf(long millis, StreamMarks marks) {
        Cut place = null;
        Deque<Reached> notYet = new ArrayDeque<>();
        long latest = Long.MIN_VALUE;
        try (StreamMarks.Cursor cursor = marks.from(StreamMarks.FIRST)) {
            while (cursor.next()) {
                TimeMark mark = cursor.mark();
                latest = Math.max(latest, mark.upperMillis());
                if (latest >= millis) {
                    break;
                }
                while (!notYet.isEmpty() && notYet.element().latestMillis() < mark.lowerMillis()) {
                    place = notYet.remove().cut();
                }
                notYet.add(new Reached(latest, mark.cut()));
            }
        }
        return Optional.ofNullable(place);
    }

    /** Finds a place behind which no event has an earlier time; empty when the marks do not come so far yet. */
    static Optional<Cut> endOf(long millis, StreamMarks marks) {
        try (StreamMarks.Cursor cursor = marks.from(StreamMarks.FIRST)) {
            while (cursor.next()) {
                TimeMark mark = cursor.mark();
                // All writers had noted that time, and none had come farther than the cut.
                if (mark.lowerMillis() >= millis) {
                    return Optional.of(mark.cut());
                }
            }
        }
        return Optional.empty();
    }
}
