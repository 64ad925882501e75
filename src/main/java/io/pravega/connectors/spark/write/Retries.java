// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import java.time.Duration;
import java.util.function.Supplier;

/** Retries with exponential backoff: 50 ms to 5 s, one minute in all. */
final class Retries {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Clock clock;
    private final long end;
    private Duration next = Duration.ofMillis(50);

    Retries(Clock clock) {
        this.clock = clock;
        this.end = clock.nanoTime() + LIMIT.toNanos();
    }

    /** Repeats a question until there is an answer, or the minute is over. */
    static <T> T ask(Clock clock, Supplier<T> question) {
        Retries retries = new Retries(clock);
        while (true) {
            try {
                return question.get();
            } catch (RuntimeException e) {
                retries.pauseAfter(e);
            }
        }
    }

    /** Pauses before the next attempt; throws {@code failure} when there is to be none. */
    void pauseAfter(RuntimeException failure) {
        if (!pause()) {
            throw failure;
        }
    }

    /** Pauses before the next attempt, or says that there is to be none. */
    boolean pause() {
        if (clock.nanoTime() - end >= 0) {
            return false;
        }
        clock.pause(next);
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        return true;
    }
}
