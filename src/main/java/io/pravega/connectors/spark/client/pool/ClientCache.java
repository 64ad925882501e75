// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** Opens the value unless it is open. What the opener throws passes, and the next call tries again. */
    Hold acquire(K key) {
        Entry entry;
        synchronized (this) {
            entry = entries.computeIfAbsent(key, Entry::new);
            entry.holds++;
        }
        try {
            // Outside the cache's lock: opening one value must not hold up the users of another.
            return new Hold(entry, entry.value());
        } catch (RuntimeException e) {
            release(entry);
            throw e;
        }
    }

    private synchronized void release(Entry entry) {
        entry.holds--;
        if (entry.holds == 0) {
            entry.idleSince = System.nanoTime();
            if (entry.value == null) {
                entries.remove(entry.key);
            } else if (reaper == null) {
                long period = Math.max(1, grace.toMillis() / 2);
                reaper = Executors.newSingleThreadScheduledExecutor(ClientCache::reaperThread);
                Future<?> unused = reaper.scheduleWithFixedDelay(this::reap, period, period, TimeUnit.MILLISECONDS);
            }
        }
    }

    private static Thread reaperThread(Runnable work) {
        Thread thread = new Thread(work, "pravega-idle-connections");
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
            if (entry.holds > 0 || now - entry.idleSince < grace.toNanos()) {
                return false;
            }
            if (busy.test(entry.value)) {
                entry.idleSince = now;
                return false;
            }
            return idle.add(entry.value);
        });
        if (reaper != null && entries.values().stream().allMatch(entry -> entry.holds > 0)) {
            reaper.shutdown();
            reaper = null;
        }
        return idle;
    }

    /** Closes everything, in use or not, at the end of the JVM. */
    synchronized void closeAll() {
        entries.values().stream().filter(entry -> entry.value != null).forEach(entry -> closer.accept(entry.value));
        entries.clear();
    }

    private final class Entry {
        private final K key;
        private int holds;
        private long idleSince;
        private volatile @Nullable V value;

        private Entry(K key) {
            this.key = key;
        }

        private synchronized V value() {
            if (value == null) {
                value = opener.apply(key);
            }
            return value;
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

        /** @throws IllegalStateException once the hold is closed */
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
