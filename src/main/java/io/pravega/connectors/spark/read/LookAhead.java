// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.stream.Cut;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans the next batch while the current one runs. */
final class LookAhead {

    private static final Logger LOG = LoggerFactory.getLogger(LookAhead.class);

    private @Nullable FutureTask<BatchPlan> task;

    void begin(Supplier<BatchPlan> planning) {
        task = new FutureTask<>(planning::get);
        Thread thread = new Thread(task, "pravega-plan-ahead");
        thread.setDaemon(true);
        thread.start();
    }

    /** The plan that was begun, if it was for a batch that starts here; waits for it. */
    Optional<BatchPlan> take(Cut start) {
        FutureTask<BatchPlan> begun = task;
        task = null;
        if (begun == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(begun.get()).filter(plan -> plan.start().equals(start));
        } catch (ExecutionException e) {
            LOG.debug("Planning ahead failed, planning again", e);
            return Optional.empty();
        } catch (InterruptedException e) {
            begun.cancel(true);
            Thread.currentThread().interrupt();
            // What Spark takes for a query being stopped.
            throw new UncheckedIOException(new InterruptedIOException("Cannot plan the next batch: interrupted"));
        }
    }

    /** Nothing that was begun is wanted any more. */
    void cancel() {
        if (task != null) {
            task.cancel(true);
            task = null;
        }
    }
}
