// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Clock and sleep, replaceable in tests. */
public interface Clock {

    /** The time of this machine. */
    Clock SYSTEM = new Clock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public long currentTimeMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public void pause(Duration length) {
            try {
                TimeUnit.NANOSECONDS.sleep(length.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                // Spark recognises by this type that a query is being stopped, not failing.
                throw new UncheckedIOException(new InterruptedIOException("Interrupted while waiting"));
            }
        }
    };

    /** Runs what must be tried even on an interrupted thread, and interrupts the thread again afterwards. */
    static void uninterrupted(Runnable action) {
        boolean interrupted = Thread.interrupted();
        try {
            action.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    long nanoTime();

    /** Returns the time of day, in ms since 1970. */
    long currentTimeMillis();

    /**
     * Waits for that long.
     *
     * @throws UncheckedIOException of an {@link InterruptedIOException} when the thread is interrupted
     */
    void pause(Duration length);
}
