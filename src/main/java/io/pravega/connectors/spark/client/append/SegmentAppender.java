// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.append;

import io.grpc.Status;
import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.ConnectionFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends batches to one segment, in order, without waiting: it connects when it is made, queues until it is connected,
 * and after a lost connection connects anew and sends again what the server does not have yet. The server knows what it
 * has by writer id and event number, so nothing is appended twice.
 *
 * <p>Pravega's own {@code SegmentOutputStream} does the same, but takes several objects per event to get the event
 * count right, and blocks its caller while it connects, segment by segment.
 */
final class SegmentAppender implements AppendChannel.Owner, AutoCloseable {

    /** Hears what became of the batches. Called on connection threads: must not wait. */
    interface Listener {

        /** The server has these; the appender has no more use for them. */
        void durable(List<AppendBuffer> batches);

        /** The segment takes no more, or is gone; {@link #takeBack()} has what did not get into it. */
        void sealed(SegmentAppender appender);

        void failed(Throwable cause);
    }

    private static final Logger LOG = LoggerFactory.getLogger(SegmentAppender.class);
    /** How long it goes on trying without getting anything done. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Connection connection;
    private final String segmentName;
    private final DelegationTokenProvider tokens;
    private final Listener listener;
    private final UUID writerId = UUID.randomUUID();

    // All below: guarded by this.
    private final Deque<Numbered> queued = new ArrayDeque<>();
    private final Deque<Numbered> sent = new ArrayDeque<>();
    private long lastNumber;
    /** The channel that counts; what others still have to say is ignored. */
    private @Nullable AppendChannel current;
    private boolean ready;
    private boolean sending;
    private boolean hurry;
    private boolean finished;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    /** Since when nothing has succeeded; 0 = the last thing did. */
    private long failingSince = System.nanoTime();

    SegmentAppender(Connection connection, String segmentName, DelegationTokenProvider tokens, Listener listener) {
        this.connection = connection;
        this.segmentName = segmentName;
        this.tokens = tokens;
        this.listener = listener;
        connect();
    }

    void append(AppendBuffer batch) {
        synchronized (this) {
            lastNumber += batch.events();
            queued.add(new Numbered(lastNumber, batch));
        }
        send();
    }

    /** Asks to send what was appended now rather than some milliseconds later. */
    void hurry() {
        synchronized (this) {
            hurry = !queued.isEmpty() || !sent.isEmpty();
        }
        send();
    }

    /** After the segment was sealed: what it does not hold, in order. */
    synchronized List<AppendBuffer> takeBack() {
        List<AppendBuffer> batches = new ArrayList<>();
        sent.forEach(append -> batches.add(append.batch));
        queued.forEach(append -> batches.add(append.batch));
        sent.clear();
        queued.clear();
        return batches;
    }

    @Override
    public void close() {
        finish();
        takeBack();
    }

    /** One thread at a time sends, without holding the lock, so that answers come through while a socket is full. */
    private void send() {
        synchronized (this) {
            if (sending) {
                return;
            }
            sending = true;
        }
        while (true) {
            AppendChannel channel;
            Numbered next;
            synchronized (this) {
                if (!ready || (queued.isEmpty() && !hurry)) {
                    sending = false;
                    return;
                }
                channel = Objects.requireNonNull(current);
                next = queued.poll();
                if (next == null) {
                    hurry = false;
                } else {
                    sent.add(next);
                }
            }
            if (next == null) {
                channel.hurry();
            } else {
                channel.send(next.number, next.batch);
            }
        }
    }

    private void connect() {
        AppendChannel channel = new AppendChannel(connection, segmentName, writerId, tokens, this);
        synchronized (this) {
            if (finished) {
                return;
            }
            if (sending) {
                // What is about to go out on the lost channel must not follow the new one's greeting.
                later(this::connect, FIRST_PAUSE_MILLIS);
                return;
            }
            current = channel;
        }
        channel.open();
    }

    private void later(Runnable work, long delayMillis) {
        try {
            Future<?> unused = connection.appendPool().getInternalExecutor()
                    .schedule(work, delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            fail(e);
        }
    }

    private void fail(Throwable cause) {
        if (finish()) {
            listener.failed(cause);
        }
    }

    private synchronized boolean finish() {
        boolean first = !finished;
        finished = true;
        ready = false;
        if (current != null) {
            current.close();
            current = null;
        }
        return first;
    }

    @Override
    public void ready(AppendChannel channel, long lastNumber) {
        List<AppendBuffer> durable;
        synchronized (this) {
            if (channel != current) {
                return;
            }
            durable = remove(queued, lastNumber);
            ready = true;
            if (!durable.isEmpty() || queued.isEmpty()) {
                succeeded();
            }
        }
        listener.durable(durable);
        // Not here: sending may block, and this thread reads the answers.
        later(this::send, 0);
    }

    @Override
    public void acknowledged(AppendChannel channel, long previous, long number) {
        List<AppendBuffer> durable;
        synchronized (this) {
            if (channel != current) {
                return;
            }
            if (!sent.isEmpty() && sent.peek().number <= previous) {
                lost(channel, new IllegalStateException("an acknowledgement is missing"));
                return;
            }
            durable = remove(sent, number);
            succeeded();
        }
        listener.durable(durable);
    }

    private static List<AppendBuffer> remove(Deque<Numbered> appends, long lastNumber) {
        List<AppendBuffer> removed = new ArrayList<>();
        while (!appends.isEmpty() && appends.peek().number <= lastNumber) {
            removed.add(appends.poll().batch);
        }
        return removed;
    }

    private void succeeded() {
        pauseMillis = FIRST_PAUSE_MILLIS;
        failingSince = 0;
    }

    @Override
    public void sealed(AppendChannel channel) {
        synchronized (this) {
            if (channel != current) {
                return;
            }
            finish();
        }
        listener.sealed(this);
    }

    @Override
    public void lost(AppendChannel channel, Throwable cause) {
        long pause;
        boolean hopeless;
        synchronized (this) {
            if (channel != current) {
                return;
            }
            channel.close();
            current = null;
            ready = false;
            while (!sent.isEmpty()) {
                queued.addFirst(sent.pollLast());
            }
            pause = pauseMillis;
            pauseMillis = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            long now = System.nanoTime();
            failingSince = failingSince == 0 ? now : failingSince;
            hopeless = isRefusal(cause) || now - failingSince > PATIENCE.toNanos();
        }
        if (hopeless) {
            fail(cause);
        } else {
            LOG.debug("Lost the connection for {}, connecting again: {}", segmentName, cause.toString());
            later(this::connect, pause);
        }
    }

    private static boolean isRefusal(Throwable cause) {
        return ConnectionFailure.isForGood(cause) || switch (Status.fromThrowable(cause).getCode()) {
            case PERMISSION_DENIED, UNAUTHENTICATED, NOT_FOUND, INVALID_ARGUMENT -> true;
            default -> false;
        };
    }

    private record Numbered(long number, AppendBuffer batch) {
    }
}
