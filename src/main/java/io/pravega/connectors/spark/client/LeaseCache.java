// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Values that are costly to open, one for each key, shared by whoever holds a lease on it. A value nobody holds is kept
 * for a while, for the next one; then a thread closes it that lives only while there are such values.
 *
 * @param <K> equal keys share a value
 * @param <V> the value
 */
final class LeaseCache<K, V> {

    private final Function<K, V> opener;
    private final Consumer<V> closer;
    private final Predicate<V> busy;
    private final Duration grace;
    private final Map<K, Entry> entries = new HashMap<>();
    private ScheduledExecutorService reaper;

    /**
     * @param busy whether a value still has work to do although nobody holds it, so that it must not be closed yet
     * @param grace how long a value is kept after the last lease was closed
     */
    LeaseCache(Function<K, V> opener, Consumer<V> closer, Predicate<V> busy, Duration grace) {
        this.opener = opener;
        this.closer = closer;
        this.busy = busy;
        this.grace = grace;
    }

    /** Whatever the opener throws passes, and the next lease tries again. */
    Lease lease(K key) {
        Entry entry;
        synchronized (this) {
            entry = entries.computeIfAbsent(key, Entry::new);
            entry.leases++;
        }
        try {
            // Outside the cache's lock: opening one value must not hold up the users of another.
            return new Lease(entry, entry.value());
        } catch (RuntimeException e) {
            release(entry);
            throw e;
        }
    }

    private synchronized void release(Entry entry) {
        entry.leases--;
        if (entry.leases == 0) {
            entry.idleSince = System.nanoTime();
            if (entry.value == null) {
                entries.remove(entry.key);
            } else if (reaper == null) {
                long period = Math.max(1, grace.toMillis() / 2);
                reaper = Executors.newSingleThreadScheduledExecutor(LeaseCache::reaperThread);
                reaper.scheduleWithFixedDelay(this::reap, period, period, TimeUnit.MILLISECONDS);
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
            if (entry.leases > 0 || now - entry.idleSince < grace.toNanos()) {
                return false;
            }
            if (busy.test(entry.value)) {
                entry.idleSince = now;
                return false;
            }
            return idle.add(entry.value);
        });
        if (entries.values().stream().allMatch(entry -> entry.leases > 0)) {
            reaper.shutdown();
            reaper = null;
        }
        return idle;
    }

    /** For the end of the JVM: closes everything, in use or not. */
    synchronized void closeAll() {
        entries.values().stream().filter(entry -> entry.value != null).forEach(entry -> closer.accept(entry.value));
        entries.clear();
    }

    private final class Entry {
        private final K key;
        private int leases;
        private long idleSince;
        private volatile V value;

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
    final class Lease implements AutoCloseable {
        private final Entry entry;
        private final V value;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(Entry entry, V value) {
            this.entry = entry;
            this.value = value;
        }

        /** @throws IllegalStateException once the lease is closed */
        V value() {
            if (closed.get()) {
                throw new IllegalStateException("Cannot use a Pravega client: its lease was closed");
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
