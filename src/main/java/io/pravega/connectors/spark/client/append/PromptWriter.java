// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.append;

import io.pravega.connectors.spark.client.EventWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A writer for rows that come now and then: it sends an event after a while at the latest, also when no other follows.
 * Sending may wait for a socket, so it has a thread of its own.
 */
public final class PromptWriter implements EventWriter {

    private final StreamWriter writer;
    private final Duration interval;
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "pravega-prompt-writer");
        thread.setDaemon(true);
        return thread;
    });
    private boolean willSend;
    private boolean closed;

    /** @param interval how long an event may wait for others that are sent together with it */
    public PromptWriter(StreamWriter writer, Duration interval) {
        this.writer = writer;
        this.interval = interval;
    }

    @Override
    public synchronized void write(@Nullable String routingKey, byte[] event, int offset, int length) {
        writer.write(routingKey, event, offset, length);
        if (!willSend) {
            willSend = true;
            sendLater();
        }
    }

    private void sendLater() {
        Future<?> unused = sender.schedule(this::send, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Sends what there is, and looks after it until it is durable. */
    private synchronized void send() {
        if (closed) {
            return;
        }
        try {
            willSend = !writer.send();
        } catch (RuntimeException e) {
            // The next call of the task meets the same failure.
            willSend = false;
        }
        if (willSend) {
            sendLater();
        }
    }

    @Override
    public synchronized void flush() {
        writer.flush();
    }

    @Override
    public Optional<UUID> transactionId() {
        return writer.transactionId();
    }

    @Override
    public synchronized int segments() {
        return writer.segments();
    }

    @Override
    public synchronized void abort() {
        writer.abort();
    }

    @Override
    public synchronized void close() {
        closed = true;
        sender.shutdown();
        writer.close();
    }
}
