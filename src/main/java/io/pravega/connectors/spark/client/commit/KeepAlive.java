// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.commit;

import io.grpc.Status;
import io.pravega.client.control.impl.Controller;
import io.pravega.client.stream.PingFailedException;
import io.pravega.client.stream.Stream;
import io.pravega.client.stream.Transaction.PingStatus;
import io.pravega.common.Exceptions;
import io.pravega.connectors.spark.client.Transactions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A keeper of open transactions, which pings them well within their lease. One thread of its own serves all of a
 * connection, so that no socket and no handshake delays a ping; it ends a minute after the last transaction.
 *
 * <p>A transaction is forgotten once the server says that it is finished, or that its life may not be prolonged. A
 * transaction that nobody finishes ends so after a day, the longest life that Pravega allows by default, and at the
 * latest after {@link #LONGEST_LIFE}. When no ping succeeds, the pauses grow from 1 s to 30 s, and the transaction is
 * given up when it must have expired: after the time of an outage and one lease.
 */
public final class KeepAlive {

    private static final Logger LOG = LoggerFactory.getLogger(KeepAlive.class);
    private static final long TICK_MILLIS = 500;
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    /** How long a ping without an answer keeps the next one from being sent. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_LIFE = Duration.ofHours(25);
    private static final Duration THREAD_IDLE = Duration.ofMinutes(1);
    private static final int PINGS_PER_LEASE = 4;
    /** The first ping waits: most are committed soon, and the server delays a commit that meets a ping by 100 ms. */
    private static final Duration ADOPTION = Duration.ofSeconds(1);

    private final Controller controller;
    private final Duration outageTimeout;
    private final ScheduledThreadPoolExecutor executor;
    private final Map<UUID, Kept> kept = new ConcurrentHashMap<>();
    private @Nullable ScheduledFuture<?> task;
    private volatile Duration longestLease = Duration.ofDays(1);

    /** @param outageTimeout how long the controller may be away before transactions are given up */
    public KeepAlive(Controller controller, Duration outageTimeout) {
        this.controller = controller;
        this.outageTimeout = outageTimeout;
        this.executor = new ScheduledThreadPoolExecutor(1, KeepAlive::thread);
        executor.setKeepAliveTime(THREAD_IDLE.toSeconds(), TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "pravega-keep-alive");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns the lease, or what the server was found to allow if that is shorter. */
    Duration allowed(Duration lease) {
        return lease.compareTo(longestLease) < 0 ? lease : longestLease;
    }

    /** Lowers all leases. To be called when the server refused one as too long. */
    synchronized void limitLeases(Duration longest) {
        if (longest.compareTo(longestLease) < 0) {
            LOG.warn("Lowered the lease of transactions to {} s: the server allows no longer one", longest.toSeconds());
            longestLease = longest;
        }
    }

    /** Pings the transaction after a while, and again and again until it is finished. */
    void add(Stream stream, UUID transaction, Duration lease) {
        start(stream, transaction, lease, interval(lease));
    }

    /** Does the same for a transaction that began with a shorter lease: the first ping goes out now. */
    void extend(Stream stream, UUID transaction, Duration lease) {
        ping(start(stream, transaction, lease, interval(lease)));
    }

    /** Does the same for a transaction that somebody else has pinged lately, but nothing to one that was begun here. */
    void adopt(Stream stream, UUID transaction, Duration lease) {
        if (!kept.containsKey(transaction)) {
            start(stream, transaction, lease, ADOPTION);
        }
    }

    void forget(UUID transaction) {
        kept.remove(transaction);
    }

    /** Tells whether there is a transaction that would expire if the connection was closed. */
    public boolean isNeeded() {
        return !kept.isEmpty();
    }

    /** Forgets all transactions, and ends the thread. */
    public synchronized void stop() {
        kept.clear();
        executor.shutdownNow();
    }

    private synchronized Kept start(Stream stream, UUID transaction, Duration lease, Duration firstPing) {
        Kept started = new Kept(stream, transaction, lease);
        started.dueIn(firstPing);
        kept.put(transaction, started);
        if (task == null && !executor.isShutdown()) {
            task = executor.scheduleWithFixedDelay(this::pingAllDue, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return started;
    }

    private void pingAllDue() {
        synchronized (this) {
            if (kept.isEmpty() && task != null) {
                task.cancel(false);
                task = null;
                return;
            }
        }
        long now = System.nanoTime();
        kept.values().stream().filter(transaction -> transaction.isDue(now)).forEach(this::ping);
    }

    /** Sends a ping and does not wait for its answer. Whatever goes wrong concerns this transaction only. */
    private void ping(Kept transaction) {
        Duration lease = allowed(transaction.lease);
        transaction.dueIn(interval(transaction.lease));
        transaction.pinging = true;
        try {
            CompletableFuture<?> unused = controller
                    .pingTransaction(transaction.stream, transaction.id, lease.toMillis())
                    .orTimeout(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((status, failure) -> answered(transaction, lease, status, failure));
        } catch (RuntimeException | Error e) {
            answered(transaction, lease, null, e);
        }
    }

    private void answered(Kept transaction, Duration lease, @Nullable PingStatus status, @Nullable Throwable failure) {
        transaction.pinging = false;
        Throwable cause = failure == null ? null : Exceptions.unwrap(failure);
        if (status == PingStatus.COMMITTED || status == PingStatus.ABORTED
                || (cause != null && Status.fromThrowable(cause).getCode() == Status.Code.NOT_FOUND)) {
            kept.remove(transaction.id, transaction);
        } else if (isRefusal(cause, "MAX_EXECUTION_TIME_EXCEEDED") || transaction.age().compareTo(LONGEST_LIFE) > 0) {
            giveUp(transaction, "the server limits its total life");
        } else if (isRefusal(cause, "LEASE_TOO_LARGE") && lease.compareTo(Transactions.SHORTEST_LEASE) > 0) {
            limitLeases(Collections.max(List.of(lease.dividedBy(2), Transactions.SHORTEST_LEASE)));
            ping(transaction);
        } else if (cause == null) {
            transaction.succeeded();
        } else if (transaction.sinceSuccess().compareTo(outageTimeout.plus(lease)) > 0) {
            giveUp(transaction, "no ping has succeeded for %d s: %s"
                    .formatted(transaction.sinceSuccess().toSeconds(), cause));
        } else {
            Duration pause = transaction.nextRetry();
            LOG.info("Cannot ping transaction {} of stream {}, trying again in {} s: {}",
                    transaction.id, transaction.stream.getScopedName(), pause.toSeconds(), cause.toString());
            transaction.dueIn(pause);
        }
    }

    private void giveUp(Kept transaction, String why) {
        if (kept.remove(transaction.id, transaction)) {
            LOG.warn("Cannot keep transaction {} of stream {} alive: {}",
                    transaction.id, transaction.stream.getScopedName(), why);
        }
    }

    /** Tells whether a ping was refused so. The client gives the status in the text of its exception only. */
    private static boolean isRefusal(@Nullable Throwable cause, String status) {
        return cause instanceof PingFailedException && String.valueOf(cause.getMessage()).endsWith(status);
    }

    private Duration interval(Duration lease) {
        return Collections.min(List.of(allowed(lease).dividedBy(PINGS_PER_LEASE), LONGEST_INTERVAL));
    }

    /** A transaction that is kept alive, and how its pings have gone. */
    private static final class Kept {
        private final Stream stream;
        private final UUID id;
        private final Duration lease;
        private final long beganAt = System.nanoTime();
        private volatile long succeededAt = beganAt;
        private volatile Duration retry = FIRST_RETRY;
        private volatile long due;
        private volatile boolean pinging;

        private Kept(Stream stream, UUID id, Duration lease) {
            this.stream = stream;
            this.id = id;
            this.lease = lease;
        }

        private void dueIn(Duration delay) {
            due = System.nanoTime() + delay.toNanos();
        }

        private boolean isDue(long now) {
            return !pinging && due - now <= 0;
        }

        private Duration age() {
            return Duration.ofNanos(System.nanoTime() - beganAt);
        }

        private Duration sinceSuccess() {
            return Duration.ofNanos(System.nanoTime() - succeededAt);
        }

        private void succeeded() {
            succeededAt = System.nanoTime();
            retry = FIRST_RETRY;
        }

        /** Returns the pause before the next attempt, each twice as long as the one before. */
        private Duration nextRetry() {
            Duration pause = retry;
            retry = Collections.min(List.of(pause.multipliedBy(2), LAST_RETRY));
            return pause;
        }
    }
}
