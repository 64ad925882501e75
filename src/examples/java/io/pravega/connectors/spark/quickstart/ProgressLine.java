// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.quickstart;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Prints a line a second on how far the queries are. */
final class ProgressLine implements AutoCloseable {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final long start = System.nanoTime();
    private final Pipeline pipeline;

    private ProgressLine(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    static ProgressLine start(Pipeline pipeline) {
        ProgressLine line = new ProgressLine(pipeline);
        Future<?> unused = line.timer.scheduleAtFixedRate(() -> line.note(""), 1, 1, TimeUnit.SECONDS);
        return line;
    }

    void note(String remark) {
        QuickStart.say("%3d s   written %,7d   counted %,7d   %s",
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), pipeline.written(), pipeline.counted(),
                remark);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
