// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Repetition of calls that fail for a reason which may pass by itself, with pauses of 10 ms to 2 s, for as long as a
 * server may be away.
 */
public final class OutageRetries {

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    private static final int GROWTH = 4;
    /**
     * A call that failed only after so long was waiting for news at a server that was there: a silent one is given up
     * sooner. The outage begins with its failure.
     */
    private static final Duration WAITED = Connection.REQUEST_TIMEOUT.multipliedBy(2);

    private final Supplier<ScheduledExecutorService> executor;
    private final Duration outageTimeout;

    /** @param executor gives the threads, once there is something to repeat */
    OutageRetries(Supplier<ScheduledExecutorService> executor, Duration outageTimeout) {
        this.executor = executor;
        this.outageTimeout = outageTimeout;
    }

    /**
     * Makes a call, on this thread, and repeats it on others.
     *
     * @param isPassing whether a failure may pass
     */
    public <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> call, Predicate<Throwable> isPassing) {
        CompletableFuture<T> result = new CompletableFuture<>();
        attempt(call, isPassing, result, System.nanoTime() + outageTimeout.toNanos(), FIRST_PAUSE_MILLIS);
        return result;
    }

    private <T> void attempt(Supplier<CompletableFuture<T>> call, Predicate<Throwable> isPassing,
            CompletableFuture<T> result, long lastDeadline, long pauseMillis) {
        long begun = System.nanoTime();
        CompletableFuture<T> unused = started(call).whenComplete((value, failure) -> {
            long now = System.nanoTime();
            long deadline = now - begun > WAITED.toNanos() ? now + outageTimeout.toNanos() : lastDeadline;
            if (failure == null) {
                result.complete(value);
            } else if (!isPassing.test(failure)) {
                result.completeExceptionally(failure);
            } else if (now + TimeUnit.MILLISECONDS.toNanos(pauseMillis) - deadline > 0) {
                result.completeExceptionally(new ServiceOutageException(outageTimeout, Failures.unwrap(failure)));
            } else {
                long nextPause = Math.min(GROWTH * pauseMillis, LONGEST_PAUSE_MILLIS);
                try {
                    Future<?> unusedRetry = executor.get().schedule(
                            () -> attempt(call, isPassing, result, deadline, nextPause), pauseMillis,
                            TimeUnit.MILLISECONDS);
                } catch (RejectedExecutionException e) {
                    // The connection was closed.
                    result.completeExceptionally(failure);
                }
            }
        });
    }

    private static <T> CompletableFuture<T> started(Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
