// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.append;

import io.grpc.Status;
import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.ConnectionFailure;
import io.pravega.shared.protocol.netty.ConnectionFailedException;
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
 * An appender of batches to one segment, in order, which does not wait. It connects when it is made, queues batches
 * until it is connected, and after a lost connection it connects anew and sends again what the server does not have
 * yet. The server knows what it has by writer id and event number, so nothing is appended twice.
 *
 * <p>Pravega's own {@code SegmentOutputStream} does the same, but takes several objects per event to get the event
 * count right, and blocks its caller while it connects, segment by segment.
 */
final class SegmentAppender implements AppendChannel.Owner, AutoCloseable {

    /** The receiver of what became of the batches. It is called on connection threads and must not wait. */
    interface Listener {

        /** The server has these; the appender has no more use for them. */
        void durable(List<AppendBuffer> batches);

        /** The segment takes no more, or is gone; {@link #removeUnacknowledged()} has what did not get into it. */
        void sealed(SegmentAppender appender);

        void failed(Throwable cause);
    }

    private static final Logger LOG = LoggerFactory.getLogger(SegmentAppender.class);
    /** How long a server may leave a connection, a set-up or an append without any answer. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Connection connection;
    private final String segmentName;
    private final DelegationTokenProvider tokens;
    private final Listener listener;
    private final UUID writerId = UUID.randomUUID();
    private final Runnable answerCheck = this::checkAnswered;

    // All below: guarded by this.
    private final Deque<NumberedBatch> queued = new ArrayDeque<>();
    private final Deque<NumberedBatch> sent = new ArrayDeque<>();
    private long lastNumber;
    /** The channel that counts; what earlier ones still report is ignored. */
    private @Nullable AppendChannel current;
    private boolean ready;
    private boolean sending;
    private boolean flushing;
    private boolean finished;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    /** When the current channel was asked for, or heard of last; the server owes an answer since then. */
    private long owedSince = System.nanoTime();
    /** Since when nothing has succeeded; 0 = the last thing did. */
    private long failingSince = System.nanoTime();

    SegmentAppender(Connection connection, String segmentName, DelegationTokenProvider tokens, Listener listener) {
        this.connection = connection;
        this.segmentName = segmentName;
        this.tokens = tokens;
        this.listener = listener;
        AnswerWatch.add(answerCheck);
        connect();
    }

    void append(AppendBuffer batch) {
        synchronized (this) {
            lastNumber += batch.events();
            queued.add(new NumberedBatch(lastNumber, batch));
        }
        send();
    }

    /** Has what was appended sent at once rather than some milliseconds later. */
    void flush() {
        synchronized (this) {
            flushing = !queued.isEmpty() || !sent.isEmpty();
        }
        send();
    }

    /** Removes and returns, in order, what the segment does not hold. To be called after it was sealed. */
    synchronized List<AppendBuffer> removeUnacknowledged() {
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
        removeUnacknowledged();
    }

    /** Sends, on one thread at a time and without the lock, so that answers come through while a socket is full. */
    private void send() {
        synchronized (this) {
            if (sending) {
                return;
            }
            sending = true;
        }
        try {
            sendQueued();
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                sending = false;
            }
            fail(e);
            throw e;
        }
    }

    private void sendQueued() {
        while (true) {
            AppendChannel channel;
            NumberedBatch next;
            synchronized (this) {
                if (!ready || (queued.isEmpty() && !flushing)) {
                    sending = false;
                    return;
                }
                channel = Objects.requireNonNull(current);
                next = queued.poll();
                if (next == null) {
                    flushing = false;
                } else {
                    if (sent.isEmpty()) {
                        owedSince = System.nanoTime();
                    }
                    sent.add(next);
                }
            }
            if (next == null) {
                channel.flush();
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
                // What is still being sent on the lost channel must not arrive after the set-up of the new one.
                later(this::connect, FIRST_PAUSE_MILLIS);
                return;
            }
            current = channel;
            owedSince = System.nanoTime();
        }
        channel.open();
    }

    private void later(Runnable work, long delayMillis) {
        try {
            Future<?> unused = connection.appendPool().getInternalExecutor()
                    .schedule(() -> guarded(work), delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            fail(e);
        }
    }

    /** Runs work on a pool's thread, where nobody else would see an Error. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        }
    }

    /**
     * Leaves a server that has owed an answer for too long, and ends when there is none for the time of an outage. To
     * be called now and then, by any thread.
     */
    void checkAnswered() {
        AppendChannel silent;
        long now = System.nanoTime();
        synchronized (this) {
            if (finished || now - owedSince < ANSWER_LIMIT.toNanos() || (ready && sent.isEmpty())) {
                return;
            }
            silent = current;
        }
        if (silent != null) {
            silent.abandon(ANSWER_LIMIT);
        } else if (isOutage(now)) {
            // A thread still waits for the lost socket to take its bytes.
            fail(new OutageException(new ConnectionFailedException("the connection takes no data")));
        }
    }

    private synchronized boolean isOutage(long now) {
        return failingSince != 0 && now - failingSince > connection.outageTimeout().toNanos();
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
        AnswerWatch.remove(answerCheck);
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
            owedSince = System.nanoTime();
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
            owedSince = System.nanoTime();
            succeeded();
        }
        listener.durable(durable);
    }

    private static List<AppendBuffer> remove(Deque<NumberedBatch> appends, long lastNumber) {
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
        boolean outage;
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
            outage = isOutage(now);
        }
        if (isRefusal(cause)) {
            fail(cause);
        } else if (outage) {
            fail(new OutageException(cause));
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

    private record NumberedBatch(long number, AppendBuffer batch) {
    }
}
