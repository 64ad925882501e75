// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Retries with exponential backoff, from 50 ms to 5 s, until a deadline that all calls of one step share. A refusal is
 * not repeated, and an interrupt ends the pauses.
 */
public final class Retries {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Clock clock;
    private final Duration limit;
    private final long end;
    private Duration next = Duration.ofMillis(50);

    /** @param limit how long a call is repeated: option {@code service_outage_timeout} */
    public Retries(Clock clock, Duration limit) {
        this.clock = clock;
        this.limit = limit;
        this.end = clock.nanoTime() + limit.toNanos();
    }

    /** Repeats a call until it has an answer, is refused, or the time is over. */
    public <T> T ask(Supplier<T> call) {
        while (true) {
            try {
                return call.get();
            } catch (PravegaException e) {
                pauseAfter(e);
            }
        }
    }

    /** Pauses before the next attempt; throws a failure when there is to be none. */
    public void pauseAfter(PravegaException failure) {
        if (failure instanceof RefusedException || failure instanceof WriteFailedException) {
            throw failure;
        }
        if (!pause()) {
            throw new PravegaException("%s; this was tried for %d s (service_outage_timeout)"
                    .formatted(failure.getMessage(), limit.toSeconds()), failure);
        }
    }

    /** Pauses before the next attempt; returns false when there is to be none. */
    public boolean pause() {
        if (clock.nanoTime() - end >= 0) {
            return false;
        }
        clock.pause(next);
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        return true;
    }
}
