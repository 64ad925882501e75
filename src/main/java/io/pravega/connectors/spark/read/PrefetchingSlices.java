// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.DataLossException;
import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.client.SegmentEvents;
import io.pravega.connectors.spark.client.SegmentState;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.read.plan.Loss;
import io.pravega.connectors.spark.stream.SegmentIds;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events of several slices, one slice after the other; the next ones are fetched before the current one ends. */
final class PrefetchingSlices implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PrefetchingSlices.class);

    /** How many bytes are fetched ahead of the event that is being read. */
    private static final long AHEAD_BYTES = 1 << 20;
    private static final int AHEAD_SLICES = 16;

    private final SegmentEvents events;
    private final Function<StreamId, StreamDirectory> directory;
    private final boolean failOnDataLoss;
    private final Iterator<SegmentSlice> unopened;
    private final Deque<Opened> ahead = new ArrayDeque<>();
    private long aheadBytes;

    private @Nullable Opened current;
    /** The offset of the current slice from which on another slice can be fetched ahead. */
    private long openMoreAt;

    private long finishedBytes;
    private long slices;
    private long skippedBytes;

    private record Opened(SegmentSlice slice, EventCursor cursor) {

        private long reached() {
            return Math.max(slice.startOffset(), cursor.offset());
        }
    }

    /** @param directory only called when data was lost */
    PrefetchingSlices(SegmentEvents events, Function<StreamId, StreamDirectory> directory, List<SegmentSlice> slices,
            boolean failOnDataLoss) {
        this.events = events;
        this.directory = directory;
        this.failOnDataLoss = failOnDataLoss;
        unopened = slices.iterator();
    }

    /**
     * Moves on to the next event.
     *
     * @return where it is, or null at the end
     * @throws DataLossException when events were truncated and that is not accepted
     */
    @Nullable EventCursor next() {
        for (Opened open = current(); open != null; open = current()) {
            try {
                if (open.cursor().next()) {
                    if (open.cursor().offset() >= openMoreAt) {
                        openAhead(open);
                    }
                    return open.cursor();
                }
                finishedBytes += open.slice().bytes();
                leave(open);
            } catch (DataLossException e) {
                if (failOnDataLoss) {
                    throw Loss.refused(e);
                }
                skip(open, e);
            }
        }
        return null;
    }

    /** Returns the slice that the current event is of. */
    SegmentSlice slice() {
        return Objects.requireNonNull(current).slice();
    }

    /** Returns the bytes of the segments up to the current event. */
    long bytesRead() {
        return finishedBytes + (current == null ? 0 : current.reached() - current.slice().startOffset());
    }

    long slicesRead() {
        return slices;
    }

    long bytesSkipped() {
        return skippedBytes;
    }

    /** Returns the slice that is being read, or the next one; null at the end. */
    private @Nullable Opened current() {
        if (current == null) {
            if (ahead.isEmpty() && unopened.hasNext()) {
                open();
            }
            current = ahead.poll();
            if (current != null) {
                aheadBytes -= current.slice().bytes();
                slices++;
                openAhead(current);
            }
        }
        return current;
    }

    private void open() {
        SegmentSlice next = unopened.next();
        ahead.add(new Opened(next, events.open(next)));
        aheadBytes += next.bytes();
    }

    private void openAhead(Opened now) {
        long left = now.slice().endOffset() - now.reached();
        while (unopened.hasNext() && ahead.size() < AHEAD_SLICES && left + aheadBytes < AHEAD_BYTES) {
            open();
        }
        openMoreAt = unopened.hasNext() && ahead.size() < AHEAD_SLICES
                ? now.slice().endOffset() - (AHEAD_BYTES - aheadBytes) : Long.MAX_VALUE;
    }

    private void leave(Opened left) {
        left.cursor().close();
        current = null;
    }

    /** Goes on at the first event of the slice that is still there. */
    private void skip(Opened left, DataLossException loss) {
        SegmentSlice slice = left.slice();
        long lostAt = left.reached();
        finishedBytes += lostAt - slice.startOffset();
        leave(left);
        SegmentState state = directory.apply(slice.stream()).states(Set.of(slice.segmentId())).get(slice.segmentId());
        long resumeAt = state == null ? slice.endOffset() : Math.min(state.startOffset(), slice.endOffset());
        if (resumeAt <= lostAt) {
            throw loss;
        }
        LOG.warn("Skipping offsets {} to {} of segment {} of stream {}, which are gone (fail_on_data_loss=false)",
                lostAt, resumeAt, SegmentIds.describe(slice.segmentId()), slice.stream());
        skippedBytes += resumeAt - lostAt;
        if (resumeAt < slice.endOffset()) {
            SegmentSlice rest = new SegmentSlice(slice.stream(), slice.segmentId(), resumeAt, slice.endOffset());
            current = new Opened(rest, events.open(rest));
            openAhead(current);
        }
    }

    @Override
    public void close() {
        if (current != null) {
            leave(current);
        }
        ahead.forEach(opened -> opened.cursor().close());
        ahead.clear();
    }
}
