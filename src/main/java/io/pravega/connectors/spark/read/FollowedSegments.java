// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.DataLossException;
import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.client.SegmentEvents;
import io.pravega.connectors.spark.client.SegmentTail;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.read.plan.Frontier;
import io.pravega.connectors.spark.read.plan.Loss;
import io.pravega.connectors.spark.read.plan.ReadEnd;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.SegmentIds;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of some segments as they are written. Where a segment ends, its successors are followed, once
 * all their predecessors have been read to their ends here; where some of those are followed elsewhere, that is left to
 * the next batch. So the events of a key stay in order.
 */
final class FollowedSegments implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FollowedSegments.class);

    /** How many events one segment may give while others have some, too. */
    private static final int TURN = 1_000;

    private final SegmentEvents events;
    private final Function<StreamId, StreamDirectory> directories;
    private final boolean failOnDataLoss;
    /** Has a permit when there may be something new. */
    private final Semaphore news = new Semaphore(1);
    private final Map<SegmentSlice, SegmentTail> tails = new HashMap<>();
    /** Segments in the order of their turns; those that had nothing are left out until there is news. */
    private final Deque<SegmentSlice> turns = new ArrayDeque<>();
    /** Segments that have been read to their ends. */
    private final Set<SegmentSlice> ended = new HashSet<>();

    private @Nullable Current current;
    private int left;
    private long eventsRead;
    private long bytesRead;
    private long bytesSkipped;

    /** The segment whose turn it is. */
    private record Current(SegmentSlice slice, SegmentTail tail) {
    }

    /**
     * Starts to follow segments.
     *
     * @param directories only called when a segment ended or data was lost
     * @param slices where each segment begins to be read; they have no end
     */
    FollowedSegments(SegmentEvents events, Function<StreamId, StreamDirectory> directories, List<SegmentSlice> slices,
            boolean failOnDataLoss) {
        this.events = events;
        this.directories = directories;
        this.failOnDataLoss = failOnDataLoss;
        slices.forEach(this::follow);
    }

    private void follow(SegmentSlice slice) {
        tails.put(slice, events.follow(slice, this::tellNews));
    }

    /** One permit is enough to look at all segments. */
    private void tellNews() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    /**
     * Moves on to the next event.
     *
     * @param timeoutMillis how long to wait for it
     * @return where it is, or null when there was none in that time
     * @throws DataLossException when events were truncated and that is not accepted
     */
    @Nullable EventCursor next(long timeoutMillis) throws InterruptedIOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (true) {
            SegmentTail event = nextArrived();
            if (event != null) {
                eventsRead++;
                bytesRead += event.nextOffset() - event.offset();
                return event;
            }
            try {
                if (!news.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    return null;
                }
            } catch (InterruptedException e) {
                throw new InterruptedIOException("interrupted while waiting for events");
            }
            tellNews();
        }
    }

    /** Returns the next of the events that are there, the segments taking turns. */
    private @Nullable SegmentTail nextArrived() {
        if (current != null && left > 0 && advance(current)) {
            left--;
            return current.tail();
        }
        if (news.tryAcquire()) {
            turns.clear();
            turns.addAll(tails.keySet());
        } else if (current != null && left == 0) {
            turns.add(current.slice());
        }
        current = null;
        while (!turns.isEmpty()) {
            SegmentSlice slice = turns.poll();
            SegmentTail tail = tails.get(slice);
            Current next = tail == null ? null : new Current(slice, tail);
            if (next != null && advance(next)) {
                current = next;
                left = TURN - 1;
                return tail;
            }
        }
        return null;
    }

    /** Moves on in a segment, if there is an event by now; where there will never be one, goes on behind it. */
    private boolean advance(Current followed) {
        SegmentSlice slice = followed.slice();
        SegmentTail tail = followed.tail();
        try {
            if (tail.next()) {
                return true;
            }
        } catch (DataLossException e) {
            if (failOnDataLoss) {
                throw Loss.refused(e);
            }
            LOG.warn("Going on behind what is gone (fail_on_data_loss=false): {}", e.getMessage());
            Cut here = here(slice.stream());
            leave(slice);
            goOn(here);
            return false;
        }
        if (tail.isAtEnd() && ended.add(slice)) {
            goOn(here(slice.stream()));
        }
        return false;
    }

    private Cut here(StreamId stream) {
        return Cut.of(stream, positions().stream().filter(slice -> slice.stream().equals(stream))
                .collect(Collectors.toMap(SegmentSlice::segmentId, SegmentSlice::startOffset)));
    }

    private void leave(SegmentSlice slice) {
        Objects.requireNonNull(tails.remove(slice)).close();
        ended.remove(slice);
    }

    /** Follows what comes after segments of a stream that are at their ends, and after what was lost. */
    private void goOn(Cut here) {
        StreamId stream = here.stream();
        Frontier frontier = new Frontier(directories.apply(stream), ReadEnd.NEVER, failOnDataLoss, here, Map.of());
        frontier.advance();
        bytesSkipped += frontier.losses().stream().mapToLong(Loss::bytes).sum();
        Map<Long, Long> next = new HashMap<>(frontier.cut().offsets());
        for (SegmentSlice slice : List.copyOf(tails.keySet())) {
            long segment = slice.segmentId();
            if (slice.stream().equals(stream)
                    && !next.remove(segment, here.offset(segment).orElse(-1))) {
                leave(slice);
            }
        }
        next.forEach((segment, offset) -> {
            LOG.info("Following segment {} of stream {} from offset {} on", SegmentIds.describe(segment), stream,
                    offset);
            follow(SegmentSlice.openEnded(stream, segment, offset));
        });
        tellNews();
    }

    /** Returns the slice of the current event, the same object for all events of a segment. */
    SegmentSlice slice() {
        return Objects.requireNonNull(current).slice();
    }

    /** Returns where to go on, behind the events that were given. */
    List<SegmentSlice> positions() {
        return tails.entrySet().stream().map(tail -> SegmentSlice.openEnded(tail.getKey().stream(),
                tail.getKey().segmentId(), tail.getValue().nextOffset())).toList();
    }

    long eventsRead() {
        return eventsRead;
    }

    long bytesRead() {
        return bytesRead;
    }

    long bytesSkipped() {
        return bytesSkipped;
    }

    @Override
    public void close() {
        tails.values().forEach(SegmentTail::close);
    }
}
