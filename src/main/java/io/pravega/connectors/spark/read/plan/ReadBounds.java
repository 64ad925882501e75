// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.client.SegmentState;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.client.StreamMarks;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.options.StreamChoice;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.CutRange;
import io.pravega.connectors.spark.stream.ReadPoint;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.connectors.spark.stream.TimePoint;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.internal.SQLConf;

/** The start and the end of a query in one stream, by its options. */
public record ReadBounds(ReadPoint start, ReadPoint end) {

    private static final int NANOS_PER_MILLI = 1_000_000;

    public static ReadBounds ofBatch(ReadOptions options, StreamId stream) {
        return of(options, stream, new ReadPoint.Earliest(), new ReadPoint.Latest());
    }

    /** @throws IllegalArgumentException when the end is a time */
    static ReadBounds ofStream(ReadOptions options, StreamId stream) {
        options.end().filter(ReadPoint.AtTime.class::isInstance).ifPresent(end -> {
            throw new IllegalArgumentException(("Cannot use end_time '%s' with a streaming query: when it starts, "
                    + "nobody knows which place of the stream that will be; use end_stream_cut or a batch query")
                    .formatted(end));
        });
        return of(options, stream, new ReadPoint.Latest(), new ReadPoint.Unbounded());
    }

    /** Returns the bounds in a stream that comes to a running query: what a pattern finds is read from its head on. */
    static ReadBounds ofNewStream(ReadOptions options, StreamId stream) {
        ReadBounds bounds = ofStream(options, stream);
        boolean isPlaced = options.start().filter(ReadPoint.Each.class::isInstance).isPresent();
        return options.streams() instanceof StreamChoice.Matching && !isPlaced
                ? new ReadBounds(new ReadPoint.Earliest(), bounds.end()) : bounds;
    }

    private static ReadBounds of(ReadOptions options, StreamId stream, ReadPoint defaultStart, ReadPoint defaultEnd) {
        return new ReadBounds(options.start().map(point -> in(stream, point, new ReadPoint.Earliest()))
                .orElse(defaultStart), options.end().map(point -> in(stream, point, defaultEnd)).orElse(defaultEnd));
    }

    /** @param otherwise for a stream that a pattern finds and that is not named */
    private static ReadPoint in(StreamId stream, ReadPoint point, ReadPoint otherwise) {
        return point instanceof ReadPoint.Each each ? each.points().getOrDefault(stream, otherwise) : point;
    }

    /** Finds the range of a batch query, as of now. */
    public CutRange range(StreamDirectory directory, StreamMarks marks) {
        Cut first = startCut(directory, marks);
        if (end instanceof ReadPoint.At at) {
            return new CutRange(first, at.cut());
        }
        if (end instanceof ReadPoint.AtTime at) {
            Optional<Cut> last = MarkSearch.endOf(millis(at.time()), marks);
            if (last.isPresent()) {
                return new CutRange(first, last.get());
            }
        }
        return new CutRange(first, start instanceof ReadPoint.Latest ? first : directory.tail());
    }

    Cut startCut(StreamDirectory directory, StreamMarks marks) {
        if (start instanceof ReadPoint.AtTime at) {
            return MarkSearch.startOf(millis(at.time()), marks).filter(cut -> isThere(cut, directory))
                    .orElseGet(() -> new ReadBounds(withoutMark(at, directory), end).startCut(directory, marks));
        }
        if (start instanceof ReadPoint.At at) {
            return at.cut();
        }
        return start instanceof ReadPoint.Latest ? directory.tail() : directory.head();
    }

    private static boolean isThere(Cut cut, StreamDirectory directory) {
        Map<Long, SegmentState> states = directory.states(cut.segments());
        return cut.offsets().entrySet().stream().allMatch(position -> states.containsKey(position.getKey())
                && states.get(position.getKey()).startOffset() <= position.getValue());
    }

    private static ReadPoint withoutMark(ReadPoint.AtTime at, StreamDirectory directory) {
        return at.withoutMark().orElseThrow(() -> new IllegalArgumentException(("Cannot start to read stream %s at "
                + "start_time '%s': its marks of event time, as far as it still holds the events, do not go back so "
                + "far, or it has none; with start_time_without_mark=earliest or latest, reading starts there")
                .formatted(directory.head().stream(), at)));
    }

    /** Returns the first millisecond that is not before the time; marks tell milliseconds. */
    private static long millis(TimePoint time) {
        Instant instant = time.instant(Instant.now(),
                ZoneId.of(SQLConf.get().sessionLocalTimeZone(), ZoneId.SHORT_IDS));
        return instant.plusNanos(NANOS_PER_MILLI - 1).toEpochMilli();
    }

    /** Finds the end of a streaming query, as of now; empty when it has none. */
    Optional<Cut> endCut(StreamDirectory directory) {
        if (end instanceof ReadPoint.At at) {
            return Optional.of(at.cut());
        }
        return end instanceof ReadPoint.Latest ? Optional.of(directory.tail()) : Optional.empty();
    }

    /** Returns the range, when both ends of it were given as cuts. */
    public Optional<CutRange> givenRange() {
        return start instanceof ReadPoint.At first && end instanceof ReadPoint.At last
                ? Optional.of(new CutRange(first.cut(), last.cut())) : Optional.empty();
    }
}
