// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.pool;

import io.pravega.connectors.spark.client.connection.Failures;
import io.pravega.connectors.spark.client.connection.Purpose;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cache of values that are costly to open, one for each key, shared by all that hold it. A value that nobody holds is
 * kept for a while, for the next user; then a thread closes it, which lives only while there are such values. Safe for
 * use by several threads.
 *
 * @param <K> equal keys share a value
 * @param <V> the value
 */
final class ClientCache<K, V> {

    private final Function<K, V> opener;
    private final Consumer<V> closer;
    private final Predicate<V> busy;
    private final Duration grace;
    private final Map<K, Entry> entries = new HashMap<>();
    private @Nullable ScheduledExecutorService reaper;

    /**
     * @param busy whether a value still has work to do although nobody holds it, so that it must not be closed yet
     * @param grace how long a value is kept after the last hold was closed
     */
    ClientCache(Function<K, V> opener, Consumer<V> closer, Predicate<V> busy, Duration grace) {
        this.opener = opener;
        this.closer = closer;
        this.busy = busy;
        this.grace = grace;
    }

    /**
     * Opens the value unless it is open. All that wait for one value share what comes of it; after a failure, the next
     * call tries again.
     *
     * @throws UncheckedIOException holding an {@link InterruptedIOException} when the caller is interrupted
     */
    Hold acquire(K key) {
        Entry entry;
        boolean isFirst;
        synchronized (this) {
            Entry known = entries.get(key);
            isFirst = known == null;
            entry = known == null ? new Entry(key) : known;
            entries.put(key, entry);
            entry.holds++;
        }
        if (isFirst) {
            open(entry);
        }
        try {
            return new Hold(entry, entry.value.get());
        } catch (InterruptedException e) {
            release(entry);
            throw Failures.interrupted(new Purpose("connect to Pravega", ""));
        } catch (ExecutionException e) {
            release(entry);
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    /** Opens the value on a thread of its own, so that an interrupt of one user is no failure of the others. */
    private void open(Entry entry) {
        Thread thread = daemon(() -> {
            try {
                entry.value.complete(opener.apply(entry.key));
                opened(entry);
            } catch (Throwable e) {
                forget(entry);
                entry.value.completeExceptionally(e);
            }
        }, "pravega-open-connection");
        thread.start();
    }

    private synchronized void opened(Entry entry) {
        if (entry.holds == 0) {
            keepForAWhile(entry);
        }
    }

    private synchronized void forget(Entry entry) {
        entries.remove(entry.key, entry);
    }

    private synchronized void release(Entry entry) {
        entry.holds--;
        if (entry.holds == 0 && entry.isOpen()) {
            keepForAWhile(entry);
        }
    }

    private void keepForAWhile(Entry entry) {
        entry.idleSince = System.nanoTime();
        if (reaper == null) {
            long period = Math.max(1, grace.toMillis() / 2);
            reaper = Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "pravega-idle-connections"));
            Future<?> unused = reaper.scheduleWithFixedDelay(this::reap, period, period, TimeUnit.MILLISECONDS);
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    private void reap() {
        // Closed outside the lock: it may take a while.
        takeIdle().forEach(closer);
    }

    private synchronized List<V> takeIdle() {
        long now = System.nanoTime();
        List<V> idle = new ArrayList<>();
        entries.values().removeIf(entry -> {
            if (!entry.isIdle() || now - entry.idleSince < grace.toNanos()) {
                return false;
            }
            if (busy.test(entry.value.join())) {
                entry.idleSince = now;
                return false;
            }
            return idle.add(entry.value.join());
        });
        if (reaper != null && entries.values().stream().noneMatch(Entry::isIdle)) {
            reaper.shutdown();
            reaper = null;
        }
        return idle;
    }

    /** Closes everything, in use or not, at the end of the JVM. */
    synchronized void closeAll() {
        entries.values().stream().filter(Entry::isOpen).forEach(entry -> closer.accept(entry.value.join()));
        entries.clear();
    }

    private final class Entry {
        private final K key;
        private final CompletableFuture<V> value = new CompletableFuture<>();
        private int holds;
        private long idleSince;

        private Entry(K key) {
            this.key = key;
        }

        private boolean isOpen() {
            return value.isDone() && !value.isCompletedExceptionally();
        }

        private boolean isIdle() {
            return holds == 0 && isOpen();
        }
    }

    /** A right to use a value, until it is closed. */
    final class Hold implements AutoCloseable {
        private final Entry entry;
        private final V value;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Hold(Entry entry, V value) {
            this.entry = entry;
            this.value = value;
        }

        /**
         * Returns the value.
         *
         * @throws IllegalStateException once the hold is closed
         */
        V value() {
            if (closed.get()) {
                throw new IllegalStateException("Cannot use a Pravega client: it was closed");
            }
            return value;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release(entry);
            }
        }
    }
}
