// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plan of the next batch, made by a thread of its own while the current batch runs. The thread waits for nothing
 * but requests to the server, and each of those has a limit of its own.
 *
 * @param <P> the plan
 */
public final class LookAhead<P> {

    private static final Logger LOG = LoggerFactory.getLogger(LookAhead.class);

    private @Nullable FutureTask<P> task;

    void begin(Supplier<P> planning) {
        task = new FutureTask<>(planning::get);
        Thread thread = new Thread(task, "pravega-plan-ahead");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for the plan that was begun, if one was, and gives it away. */
    Optional<P> take() {
        FutureTask<P> begun = task;
        task = null;
        if (begun == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(begun.get());
        } catch (ExecutionException e) {
            LOG.debug("Planning ahead failed, planning again", e);
            return Optional.empty();
        } catch (InterruptedException e) {
            begun.cancel(true);
            Thread.currentThread().interrupt();
            // Spark takes this exception as a sign that the query is being stopped.
            throw new UncheckedIOException(new InterruptedIOException("Cannot plan the next batch: interrupted"));
        }
    }

    /** Gives up the plan that was begun. */
    void cancel() {
        if (task != null) {
            task.cancel(true);
            task = null;
        }
    }
}
