// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** One run of a pipe at a steady rate: its triggers, and how long events were under way. */
final class PipeRun {

    private static final long PATIENCE_SECONDS = 60;

    private final Pipe pipe;
    private final int eventBytes;
    private final int eventsPerSecond;
    private final long counted;
    private final long notCounted;
    private final List<Double> latencies = new ArrayList<>();
    private volatile long received;
    private volatile boolean over;

    /**
     * What was counted.
     *
     * @param triggers those that began in this time and had news
     * @param latencies in ms, from just before an event was sent until a plain client read it from the output
     */
    record Figures(List<StreamingQueryProgress> triggers, List<Double> latencies) {

        /** Returns the latency that so large a part of the events stays within. */
        double latency(double part) {
            return latencies.stream().sorted().toList().get((int) (part * (latencies.size() - 1)));
        }
    }

    PipeRun(Settings settings, Pipe pipe, int eventBytes, int eventsPerSecond) {
        this.pipe = pipe;
        this.eventBytes = eventBytes;
        this.eventsPerSecond = eventsPerSecond;
        counted = (long) settings.seconds() * eventsPerSecond;
        notCounted = counted / 2;
    }

    Figures measure(String checkpoint, UnaryOperator<DataStreamWriter<Row>> mode) throws Exception {
        Thread consumer = new Thread(this::consume, "consumer");
        consumer.start();
        StreamingQuery query = pipe.start(checkpoint, mode);
        try {
            // Whatever the first trigger has to set up is over when the clock starts.
            pipe.send(0, EventBytes.sentNow(eventBytes));
            awaitReceived(query, 1);
            long started = System.nanoTime();
            send(1, notCounted, started);
            Instant from = Instant.now();
            send(notCounted, notCounted + counted, started);
            Instant to = Instant.now();
            awaitReceived(query, notCounted + counted);
            return figures(query, from, to);
        } finally {
            over = true;
            consumer.join();
            query.stop();
        }
    }

    /** Sends each event when it is due. */
    private void send(long first, long end, long started) {
        for (long i = first; i < end; i++) {
            long due = started + i * TimeUnit.SECONDS.toNanos(1) / eventsPerSecond;
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            pipe.send(i, EventBytes.sentNow(eventBytes));
        }
    }

    private void consume() {
        while (!over) {
            pipe.receive(event -> {
                latencies.add((System.nanoTime() - EventBytes.sentAt(event)) / 1e6);
                received = latencies.size();
            });
        }
    }

    private void awaitReceived(StreamingQuery query, long events) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (received < events) {
            if (System.nanoTime() > deadline || !query.isActive()) {
                throw new IllegalStateException("Cannot measure: %d of %d events arrived within %d s, query %s"
                        .formatted(received, events, PATIENCE_SECONDS, query.status()),
                        query.exception().isDefined() ? query.exception().get() : null);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private Figures figures(StreamingQuery query, Instant from, Instant to) {
        List<StreamingQueryProgress> triggers = Arrays.stream(query.recentProgress())
                .filter(progress -> progress.numInputRows() > 0)
                .filter(progress -> !Instant.parse(progress.timestamp()).isBefore(from))
                .filter(progress -> Instant.parse(progress.timestamp()).isBefore(to))
                .toList();
        // In order of arrival, which is nearly that of sending: the first ones were not to be counted.
        return new Figures(triggers, latencies.subList((int) notCounted, (int) (notCounted + counted)));
    }
}
