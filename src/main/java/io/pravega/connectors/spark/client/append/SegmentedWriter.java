// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.append;

import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.client.segment.impl.Segment;
import io.pravega.client.stream.impl.StreamSegments;
import io.pravega.connectors.spark.client.EventFormat;
import io.pravega.connectors.spark.client.EventWriter;
import io.pravega.connectors.spark.client.WriteFailedException;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.Failures;
import io.pravega.connectors.spark.client.connection.Purpose;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Groups events by segment into batches and appends these, with a bounded amount in flight. All of it happens on the
 * caller's thread, except that the server's answers are noted down on others.
 */
abstract sealed class SegmentedWriter implements EventWriter, SegmentAppender.Listener
        permits StreamWriter, TransactionWriter {

    private static final int BATCH_BYTES = 100 * 1024;
    private static final int FIRST_BATCH_BYTES = 4 * 1024;
    private static final int FIRST_BATCH_EVENTS = 32;
    /** For all open batches together: where there are many segments, their batches are smaller. */
    private static final int OPEN_BYTES = 4 * 1024 * 1024;
    private static final long IN_FLIGHT_BYTES = 8 * 1024 * 1024;
    /** The position of an event without a key; no key has it. */
    private static final double ANYWHERE = -1;

    private final Connection connection;
    private final Purpose purpose;
    private final DelegationTokenProvider tokens;
    private final KeyRouter<Lane> routes = new KeyRouter<>(this::laneAt);
    private StreamSegments segments;
    private Map<Segment, Lane> lanes = Map.of();
    private List<Lane> rotation;
    /** Whose turn it is to get events without a key. */
    private int turn = ThreadLocalRandom.current().nextInt(1 << 16);
    private int batchBytes;

    // What the server said: guarded by answers.
    private final Object answers = new Object();
    private final Queue<SegmentAppender> sealed = new ArrayDeque<>();
    /** Batches to be filled again. Should a lost connection still send what was in one, its number is known already. */
    private final Deque<AppendBuffer> spare = new ArrayDeque<>();
    private long inFlight;
    private @Nullable Throwable failure;
    /** Whether a failure or a sealed segment waits to be attended to; read without the lock for every event. */
    private volatile boolean attention;

    SegmentedWriter(Connection connection, Purpose purpose, DelegationTokenProvider tokens, StreamSegments segments) {
        this.connection = connection;
        this.purpose = purpose;
        this.tokens = tokens;
        spread(segments);
    }

    /** The name by which the server appends to what stands for a segment. */
    abstract String target(Segment segment);

    /**
     * The segments when one of them was found sealed.
     *
     * @throws RuntimeException when nothing takes its place
     */
    abstract StreamSegments afterSealing(Segment sealed, StreamSegments segments);

    @Override
    public final void write(@Nullable String routingKey, byte[] event, int offset, int length) {
        EventFormat.requireFits(length);
        if (attention) {
            attend();
        }
        boolean handedOver;
        if (routingKey == null) {
            handedOver = addAnywhere(event, offset, length);
        } else {
            KeyRouter.Route<Lane> route = routes.find(routingKey);
            handedOver = add(route.position(), route.target(), event, offset, length);
        }
        if (handedOver) {
            attendUntilInFlight(IN_FLIGHT_BYTES);
        }
    }

    @Override
    public final void flush() {
        do {
            lanes.values().forEach(this::handOver);
            lanes.values().forEach(Lane::hurry);
        } while (attendUntilInFlight(0));
    }

    @Override
    public final void close() {
        lanes.values().forEach(Lane::close);
    }

    private Lane laneAt(double position) {
        return Objects.requireNonNull(lanes.get(segments.getSegmentForKey(position)));
    }

    /** @return whether a batch was full and handed over */
    private boolean add(double position, Lane lane, byte[] event, int offset, int length) {
        boolean full = !lane.open.hasRoom(length, batchBytes);
        if (full) {
            handOver(lane);
        }
        lane.add(position, event, offset, length);
        return full;
    }

    private boolean addAnywhere(byte[] event, int offset, int length) {
        Lane lane = rotation.get(turn % rotation.size());
        boolean full = !lane.open.hasRoom(length, batchBytes);
        if (full) {
            handOver(lane);
            turn++;
        }
        return add(ANYWHERE, rotation.get(turn % rotation.size()), event, offset, length) || full;
    }

    private void handOver(Lane lane) {
        if (lane.open.isEmpty()) {
            return;
        }
        AppendBuffer next;
        synchronized (answers) {
            inFlight += lane.open.size();
            next = spare.poll();
        }
        lane.append(next == null ? lane.open.next(batchBytes) : next);
    }

    /**
     * Waits until no more than so many bytes are in flight.
     *
     * @return whether meanwhile events came back into the open batches, their segment being sealed
     */
    private boolean attendUntilInFlight(long bytes) {
        boolean cameBack = false;
        while (true) {
            cameBack |= attend();
            synchronized (answers) {
                if (!attention && inFlight <= bytes) {
                    return cameBack;
                }
                while (!attention && inFlight > bytes) {
                    try {
                        answers.wait();
                    } catch (InterruptedException e) {
                        throw Failures.interrupted(purpose);
                    }
                }
            }
        }
    }

    /** Throws what failed, and leads around sealed segments; returns whether there were any. */
    private boolean attend() {
        boolean cameBack = false;
        while (attention) {
            SegmentAppender appender;
            synchronized (answers) {
                if (failure != null) {
                    throw writeFailed(failure);
                }
                appender = sealed.poll();
                attention = appender != null;
            }
            if (appender != null) {
                leadAround(appender);
                cameBack = true;
            }
        }
        return cameBack;
    }

    private WriteFailedException writeFailed(Throwable cause) {
        RuntimeException translated = Failures.translate(purpose, cause);
        return new WriteFailedException(String.valueOf(translated.getMessage()), translated);
    }

    /** Takes back what a sealed segment does not hold and adds it, in order, to what has taken the segment's place. */
    private void leadAround(SegmentAppender appender) {
        Lane lane = lanes.values().stream().filter(each -> each.appender == appender).findFirst().orElseThrow();
        try {
            spread(afterSealing(lane.segment, segments));
        } catch (UncheckedIOException e) {
            // Interrupted; Spark knows it by its type.
            failed(e);
            throw e;
        } catch (RuntimeException e) {
            failed(e);
            return;
        }
        List<AppendBuffer> back = new ArrayList<>(appender.takeBack());
        synchronized (answers) {
            back.forEach(batch -> inFlight -= batch.size());
        }
        back.add(lane.open);
        back.forEach(batch -> batch.forEach(this::addAgain));
    }

    private void addAgain(double position, byte[] event, int offset, int length) {
        if (position == ANYWHERE) {
            addAnywhere(event, offset, length);
        } else {
            add(position, laneAt(position), event, offset, length);
        }
    }

    private void spread(StreamSegments over) {
        Map<Segment, Lane> next = new LinkedHashMap<>();
        for (Segment segment : over.getSegments()) {
            Lane lane = lanes.get(segment);
            next.put(segment, lane == null ? new Lane(segment) : lane);
        }
        segments = over;
        lanes = next;
        rotation = List.copyOf(next.values());
        batchBytes = Math.min(BATCH_BYTES, OPEN_BYTES / next.size());
        routes.forget();
    }

    @Override
    public final void durable(List<AppendBuffer> batches) {
        synchronized (answers) {
            batches.forEach(this::reuse);
            answers.notifyAll();
        }
    }

    private void reuse(AppendBuffer batch) {
        inFlight -= batch.size();
        if (batch.capacity() <= BATCH_BYTES) {
            batch.clear();
            spare.push(batch);
        }
    }

    @Override
    public final void sealed(SegmentAppender appender) {
        synchronized (answers) {
            sealed.add(appender);
            attention = true;
            answers.notifyAll();
        }
    }

    @Override
    public final void failed(Throwable cause) {
        synchronized (answers) {
            failure = failure == null ? cause : failure;
            attention = true;
            answers.notifyAll();
        }
    }

    /** One segment: its open batch and, once there is something to append, its appender. */
    private final class Lane {
        private final Segment segment;
        private AppendBuffer open = new AppendBuffer(FIRST_BATCH_BYTES, FIRST_BATCH_EVENTS);
        private @Nullable SegmentAppender appender;

        private Lane(Segment segment) {
            this.segment = segment;
        }

        private void add(double position, byte[] event, int offset, int length) {
            if (appender == null) {
                // It connects while the first batch fills.
                appender = new SegmentAppender(connection, target(segment), tokens, SegmentedWriter.this);
            }
            open.add(position, event, offset, length);
        }

        private void append(AppendBuffer next) {
            AppendBuffer full = open;
            open = next;
            Objects.requireNonNull(appender).append(full);
        }

        private void hurry() {
            if (appender != null) {
                appender.hurry();
            }
        }

        private void close() {
            if (appender != null) {
                appender.close();
            }
        }
    }
}
