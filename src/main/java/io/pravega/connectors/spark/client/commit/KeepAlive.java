// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.commit;

import io.grpc.Status;
import io.pravega.client.control.impl.Controller;
import io.pravega.client.stream.PingFailedException;
import io.pravega.client.stream.Stream;
import io.pravega.client.stream.Transaction.PingStatus;
import io.pravega.common.Exceptions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A keeper of open transactions, which pings them well within their lease, from one task for all of a connection. A
 * transaction is forgotten once the server says that it is finished; without transactions nothing runs.
 */
public final class KeepAlive {

    private static final Logger LOG = LoggerFactory.getLogger(KeepAlive.class);
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(10);
    private static final long TICK_MILLIS = 500;
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int PINGS_PER_LEASE = 4;
    /** Not at once: most are committed soon, and a commit that meets a ping is tried again by the server in 100 ms. */
    private static final Duration ADOPTION = Duration.ofSeconds(1);

    private final Controller controller;
    private final ScheduledExecutorService executor;
    private final Map<UUID, Kept> kept = new ConcurrentHashMap<>();
    private @Nullable ScheduledFuture<?> task;
    private volatile Duration longestLease = Duration.ofDays(1);

    public KeepAlive(Controller controller, ScheduledExecutorService executor) {
        this.controller = controller;
        this.executor = executor;
    }

    /** The lease, or what the server was found to allow if that is shorter. */
    Duration allowed(Duration lease) {
        return lease.compareTo(longestLease) < 0 ? lease : longestLease;
    }

    /** To be called when the server refused a lease as too long. */
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

    /** The same for a transaction that began with a shorter lease: the first ping goes out now. */
    void extend(Stream stream, UUID transaction, Duration lease) {
        ping(start(stream, transaction, lease, interval(lease)));
    }

    /** The same for a transaction that somebody else has pinged lately; nothing new if it was begun here. */
    void adopt(Stream stream, UUID transaction, Duration lease) {
        if (!kept.containsKey(transaction)) {
            start(stream, transaction, lease, ADOPTION);
        }
    }

    void forget(UUID transaction) {
        kept.remove(transaction);
    }

    /** Whether there is a transaction that would expire if the connection was closed. */
    public boolean isNeeded() {
        return !kept.isEmpty();
    }

    public synchronized void stop() {
        kept.clear();
        if (task != null) {
            task.cancel(false);
            task = null;
        }
    }

    private synchronized Kept start(Stream stream, UUID transaction, Duration lease, Duration firstPing) {
        Kept started = new Kept(stream, transaction, lease);
        started.dueIn(firstPing);
        kept.put(transaction, started);
        if (task == null) {
            task = executor.scheduleWithFixedDelay(this::pingAllDue, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return started;
    }

    private void pingAllDue() {
        synchronized (this) {
            if (kept.isEmpty()) {
                stop();
                return;
            }
        }
        long now = System.nanoTime();
        kept.values().stream().filter(transaction -> transaction.due - now <= 0).forEach(this::ping);
    }

    /** Never waits for an answer: one that hangs must not keep the next ping, or other transactions, from going out. */
    private void ping(Kept transaction) {
        Duration lease = allowed(transaction.lease);
        transaction.dueIn(interval(transaction.lease));
        try {
            CompletableFuture<?> unused = controller
                    .pingTransaction(transaction.stream, transaction.id, lease.toMillis())
                    .whenComplete((status, failure) -> answered(transaction, lease, status, failure));
        } catch (RuntimeException e) {
            answered(transaction, lease, null, e);
        }
    }

    private void answered(Kept transaction, Duration lease, @Nullable PingStatus status, @Nullable Throwable failure) {
        Throwable cause = failure == null ? null : Exceptions.unwrap(failure);
        if (status == PingStatus.COMMITTED || status == PingStatus.ABORTED
                || (cause != null && Status.fromThrowable(cause).getCode() == Status.Code.NOT_FOUND)) {
            kept.remove(transaction.id, transaction);
        } else if (isRefusal(cause, "MAX_EXECUTION_TIME_EXCEEDED")) {
            LOG.warn("Cannot keep transaction {} of stream {} alive: the server limits its total life",
                    transaction.id, transaction.stream.getScopedName());
            kept.remove(transaction.id, transaction);
        } else if (isRefusal(cause, "LEASE_TOO_LARGE") && lease.compareTo(SHORTEST_LEASE) > 0) {
            limitLeases(Collections.max(List.of(lease.dividedBy(2), SHORTEST_LEASE)));
            ping(transaction);
        } else if (cause != null) {
            LOG.info("Cannot ping transaction {} of stream {}, trying again: {}",
                    transaction.id, transaction.stream.getScopedName(), cause.toString());
            transaction.dueIn(RETRY_AFTER);
        }
    }

    private static boolean isRefusal(@Nullable Throwable cause, String status) {
        return cause instanceof PingFailedException && String.valueOf(cause.getMessage()).endsWith(status);
    }

    private Duration interval(Duration lease) {
        return Collections.min(List.of(allowed(lease).dividedBy(PINGS_PER_LEASE), LONGEST_INTERVAL));
    }

    private static final class Kept {
        private final Stream stream;
        private final UUID id;
        private final Duration lease;
        private volatile long due;

        private Kept(Stream stream, UUID id, Duration lease) {
            this.stream = stream;
            this.id = id;
            this.lease = lease;
        }

        private void dueIn(Duration delay) {
            due = System.nanoTime() + delay.toNanos();
        }
    }
}
