// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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
        long begun = System.nanoTime();
        return run(call, isPassing, () -> begun);
    }

    /**
     * Does the same with a call that may wait for news at a server that is there.
     *
     * @param lastHeard when the server was last heard, by {@link System#nanoTime}; an outage begins then
     */
    public <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> call, Predicate<Throwable> isPassing,
            LongSupplier lastHeard) {
        CompletableFuture<T> result = new CompletableFuture<>();
        attempt(call, isPassing, result, lastHeard, FIRST_PAUSE_MILLIS);
        return result;
    }

    private <T> void attempt(Supplier<CompletableFuture<T>> call, Predicate<Throwable> isPassing,
            CompletableFuture<T> result, LongSupplier lastHeard, long pauseMillis) {
        CompletableFuture<T> unused = started(call).whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else if (!isPassing.test(failure)) {
                result.completeExceptionally(failure);
            } else if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMillis) - lastHeard.getAsLong()
                    > outageTimeout.toNanos()) {
                result.completeExceptionally(new ServiceOutageException(outageTimeout, Failures.unwrap(failure)));
            } else {
                long nextPause = Math.min(GROWTH * pauseMillis, LONGEST_PAUSE_MILLIS);
                try {
                    Future<?> unusedRetry = executor.get().schedule(
                            () -> attempt(call, isPassing, result, lastHeard, nextPause), pauseMillis,
                            TimeUnit.MILLISECONDS);
                } catch (RejectedExecutionException e) {
                    // The connection was closed.
                    result.completeExceptionally(failure);
                }
            }
        });
    }

    /** Makes a call; what it throws is a failure of its answer, so that nobody waits for ever. */
    static <T> CompletableFuture<T> started(Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
