// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs work against the clock. */
final class Timing {

    /** Spark runs as many tasks at once, and the bare client as many threads. */
    static final int THREADS = 2;

    /** Something that takes time. */
    @FunctionalInterface
    interface Job {
        void run() throws Exception;
    }

    /** A part of the work, for one of the {@link #THREADS} threads. */
    @FunctionalInterface
    interface Part {
        void run(int thread) throws Exception;
    }

    private Timing() {
    }

    static double milliseconds(Job job) throws Exception {
        long start = System.nanoTime();
        job.run();
        return (System.nanoTime() - start) / 1e6;
    }

    static double eventsPerSecond(long events, Job job) throws Exception {
        return events / (milliseconds(job) / 1_000);
    }

    /** Returns when all threads are done. */
    static void onThreads(Part part) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                running.add(threads.submit(() -> {
                    part.run(thread);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
