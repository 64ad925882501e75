// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import java.time.Duration;
import java.util.function.Supplier;

/** Patience with one thing that fails: pauses of 50 ms, doubling to 5 s, for a minute in all. */
final class Retries {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Pace pace;
    private final long end;
    private Duration next = Duration.ofMillis(50);

    Retries(Pace pace) {
        this.pace = pace;
        this.end = pace.nanoTime() + LIMIT.toNanos();
    }

    /** Asks until there is an answer. */
    static <T> T ask(Pace pace, Supplier<T> question) {
        Retries retries = new Retries(pace);
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
        if (pace.nanoTime() - end >= 0) {
            return false;
        }
        pace.pause(next);
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        return true;
    }
}
