// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** A point in event time. It prints as users write it. */
public sealed interface TimePoint {

    /** Returns the instant that is meant at some moment, in a session's time zone. */
    Instant instant(Instant now, ZoneId session);

    /** An instant: the text named its time zone. */
    record Fixed(Instant time) implements TimePoint {
        @Override
        public Instant instant(Instant now, ZoneId session) {
            return time;
        }

        @Override
        public String toString() {
            return time.toString();
        }
    }

    /** A date and a time of day in the session's time zone. */
    record Local(LocalDateTime time) implements TimePoint {
        @Override
        public Instant instant(Instant now, ZoneId session) {
            return time.atZone(session).toInstant();
        }

        @Override
        public String toString() {
            return time.toString();
        }
    }

    /** So long ago, whenever it is asked for. */
    record Ago(Duration duration) implements TimePoint {
        @Override
        public Instant instant(Instant now, ZoneId session) {
            return now.minus(duration);
        }

        @Override
        public String toString() {
            return duration.toMillis() + "ms";
        }
    }
}
