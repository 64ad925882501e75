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
 * A writer that groups events by segment into batches and appends these, with a bounded amount in flight. It works on
 * the caller's thread; other threads only note down the server's answers.
 */
abstract class SegmentedWriter implements EventWriter, SegmentAppender.Listener {

    private static final int BATCH_BYTES = 100 * 1024;
    private static final int FIRST_BATCH_BYTES = 4 * 1024;
    private static final int FIRST_BATCH_EVENTS = 32;
    /** For all open batches together: where there are many segments, their batches are smaller. */
    private static final int OPEN_BYTES = 4 * 1024 * 1024;
    private static final long IN_FLIGHT_BYTES = 8 * 1024 * 1024;
    /** How often a wait for answers looks after the appenders, should nobody wake it. */
    private static final long LOOK_AFTER_MILLIS = 1_000;
    /** The position of an event without a key; no key has it. */
    private static final double ANYWHERE = -1;

    private final Connection connection;
    private final Purpose purpose;
    private final DelegationTokenProvider tokens;
    private final KeyRouter<SegmentOutput> routes = new KeyRouter<>(this::outputAt);
    private StreamSegments segments;
    private Map<Segment, SegmentOutput> outputs = Map.of();
    private List<SegmentOutput> rotation;
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
    /** Whether a failure or a sealed segment is yet to be handled; read without the lock for every event. */
    private volatile boolean unhandled;

    SegmentedWriter(Connection connection, Purpose purpose, DelegationTokenProvider tokens, StreamSegments segments) {
        this.connection = connection;
        this.purpose = purpose;
        this.tokens = tokens;
        spread(segments);
    }

    /** Returns the name of what is appended to in place of a segment. */
    abstract String target(Segment segment);

    /**
     * Returns the segments to write to after one of them was found sealed.
     *
     * @throws RuntimeException when nothing takes its place
     */
    abstract StreamSegments afterSealing(Segment sealed, StreamSegments segments);

    @Override
    public final void write(@Nullable String routingKey, byte[] event, int offset, int length) {
        EventFormat.requireFits(length);
        if (unhandled) {
            handleAnswers();
        }
        boolean handedOver;
        if (routingKey == null) {
            handedOver = addWithoutKey(event, offset, length);
        } else {
            KeyRouter.Route<SegmentOutput> route = routes.find(routingKey);
            handedOver = add(route.position(), route.target(), event, offset, length);
        }
        if (handedOver) {
            awaitInFlight(IN_FLIGHT_BYTES);
        }
    }

    @Override
    public final void flush() {
        do {
            outputs.values().forEach(this::handOver);
            outputs.values().forEach(SegmentOutput::flush);
        } while (awaitInFlight(0));
    }

    /** Sends what was handed over, without waiting for the answers; returns whether they are there already. */
    final boolean send() {
        handleAnswers();
        outputs.values().forEach(this::handOver);
        outputs.values().forEach(SegmentOutput::flush);
        outputs.values().forEach(SegmentOutput::checkAnswered);
        synchronized (answers) {
            return inFlight == 0 && !unhandled;
        }
    }

    @Override
    public final void close() {
        outputs.values().forEach(SegmentOutput::close);
    }

    @Override
    public final int segments() {
        return (int) outputs.values().stream().filter(output -> output.appender != null).count();
    }

    private SegmentOutput outputAt(double position) {
        return Objects.requireNonNull(outputs.get(segments.getSegmentForKey(position)));
    }

    /**
     * Adds an event to a segment's open batch.
     *
     * @return whether a batch was full and handed over
     */
    private boolean add(double position, SegmentOutput output, byte[] event, int offset, int length) {
        boolean full = !output.open.hasRoom(length, batchBytes);
        if (full) {
            handOver(output);
        }
        output.add(position, event, offset, length);
        return full;
    }

    private boolean addWithoutKey(byte[] event, int offset, int length) {
        SegmentOutput output = rotation.get(turn % rotation.size());
        boolean full = !output.open.hasRoom(length, batchBytes);
        if (full) {
            handOver(output);
            turn++;
        }
        return add(ANYWHERE, rotation.get(turn % rotation.size()), event, offset, length) || full;
    }

    private void handOver(SegmentOutput output) {
        if (output.open.isEmpty()) {
            return;
        }
        AppendBuffer next;
        synchronized (answers) {
            inFlight += output.open.size();
            next = spare.poll();
        }
        output.append(next == null ? output.open.next(batchBytes) : next);
    }

    /**
     * Waits until no more than so many bytes are in flight.
     *
     * @return whether meanwhile events came back into the open batches, their segment being sealed
     */
    private boolean awaitInFlight(long bytes) {
        boolean cameBack = false;
        long checked = System.nanoTime();
        while (true) {
            cameBack |= handleAnswers();
            synchronized (answers) {
                if (!unhandled && inFlight <= bytes) {
                    return cameBack;
                }
                if (!unhandled) {
                    try {
                        answers.wait(LOOK_AFTER_MILLIS);
                    } catch (InterruptedException e) {
                        throw Failures.interrupted(purpose);
                    }
                }
            }
            if (System.nanoTime() - checked > LOOK_AFTER_MILLIS * 1_000_000) {
                outputs.values().forEach(SegmentOutput::checkAnswered);
                checked = System.nanoTime();
            }
        }
    }

    /** Throws what failed, and sends around sealed segments what was for them; returns whether there were any. */
    private boolean handleAnswers() {
        boolean cameBack = false;
        while (unhandled) {
            SegmentAppender appender;
            synchronized (answers) {
                if (failure != null) {
                    throw writeFailed(failure);
                }
                appender = sealed.poll();
                unhandled = appender != null;
            }
            if (appender != null) {
                reroute(appender);
                cameBack = true;
            }
        }
        return cameBack;
    }

    private WriteFailedException writeFailed(Throwable cause) {
        if (cause instanceof OutageException outage) {
            RuntimeException translated = Failures.translate(purpose, outage.last());
            return new WriteFailedException("%s; this was tried for %d s (service_outage_timeout)"
                    .formatted(translated.getMessage(), connection.outageTimeout().toSeconds()), translated);
        }
        RuntimeException translated = Failures.translate(purpose, cause);
        return new WriteFailedException(String.valueOf(translated.getMessage()), translated);
    }

    /** Adds what a sealed segment does not hold, in order, to the segments that have taken its place. */
    private void reroute(SegmentAppender appender) {
        SegmentOutput output = outputs.values().stream().filter(each -> each.appender == appender).findFirst()
                .orElseThrow();
        try {
            spread(afterSealing(output.segment, segments));
        } catch (UncheckedIOException e) {
            // Interrupted; Spark knows it by its type.
            failed(e);
            throw e;
        } catch (RuntimeException e) {
            failed(e);
            return;
        }
        List<AppendBuffer> back = new ArrayList<>(appender.removeUnacknowledged());
        synchronized (answers) {
            back.forEach(batch -> inFlight -= batch.size());
        }
        back.add(output.open);
        back.forEach(batch -> batch.forEach(this::addAgain));
    }

    private void addAgain(double position, byte[] event, int offset, int length) {
        if (position == ANYWHERE) {
            addWithoutKey(event, offset, length);
        } else {
            add(position, outputAt(position), event, offset, length);
        }
    }

    private void spread(StreamSegments over) {
        Map<Segment, SegmentOutput> next = new LinkedHashMap<>();
        for (Segment segment : over.getSegments()) {
            SegmentOutput output = outputs.get(segment);
            next.put(segment, output == null ? new SegmentOutput(segment) : output);
        }
        segments = over;
        outputs = next;
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
            unhandled = true;
            answers.notifyAll();
        }
    }

    @Override
    public final void failed(Throwable cause) {
        synchronized (answers) {
            failure = failure == null ? cause : failure;
            unhandled = true;
            answers.notifyAll();
        }
    }

    /** The output to one segment: its open batch and, once there is something to append, its appender. */
    private final class SegmentOutput {
        private final Segment segment;
        private AppendBuffer open = new AppendBuffer(FIRST_BATCH_BYTES, FIRST_BATCH_EVENTS);
        private @Nullable SegmentAppender appender;

        private SegmentOutput(Segment segment) {
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

        private void flush() {
            if (appender != null) {
                appender.flush();
            }
        }

        private void checkAnswered() {
            if (appender != null) {
                appender.checkAnswered();
            }
        }

        private void close() {
            if (appender != null) {
                appender.close();
            }
        }
    }
}
