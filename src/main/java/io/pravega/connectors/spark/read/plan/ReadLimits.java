// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.options.ReadOptions;
import java.time.Duration;
import org.apache.spark.sql.connector.read.streaming.CompositeReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadAllAvailable;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;

/**
 * The limits of a micro-batch.
 *
 * @param all whether it reads everything there is, segments together with those that follow them
 * @param maxBytes the most that it reads
 * @param minBytes how much it waits for
 * @param maxDelay how long it waits for {@code minBytes}
 */
public record ReadLimits(boolean all, long maxBytes, long minBytes, Duration maxDelay) {

    private static final ReadLimits NONE = new ReadLimits(false, Long.MAX_VALUE, 0, Duration.ZERO);

    /** The most that a batch reads. Spark has such a limit of its own, but only from 4.1 on. */
    record MaxBytes(long bytes) implements ReadLimit {
    }

    /** The amount that a batch waits for, and how long. */
    record MinBytes(long bytes, Duration maxDelay) implements ReadLimit {
    }

    /** Returns the limits that the options ask for. Spark hands them back with every trigger. */
    public static ReadLimit requested(ReadOptions options) {
        ReadLimit max = new MaxBytes(options.maxBytesPerTrigger().orElse(Long.MAX_VALUE));
        return options.minBytesPerTrigger().isEmpty() ? max : ReadLimit.compositeLimit(new ReadLimit[] {
            max, new MinBytes(options.minBytesPerTrigger().getAsLong(), options.maxTriggerDelay())});
    }

    /** Reads the limits that Spark hands back. */
    public static ReadLimits of(ReadLimit limit) {
        return NONE.and(limit);
    }

    private ReadLimits and(ReadLimit limit) {
        if (limit instanceof ReadAllAvailable) {
            return new ReadLimits(true, maxBytes, minBytes, maxDelay);
        }
        if (limit instanceof MaxBytes max) {
            return new ReadLimits(all, Math.min(maxBytes, max.bytes()), minBytes, maxDelay);
        }
        if (limit instanceof MinBytes min) {
            return new ReadLimits(all, maxBytes, min.bytes(), min.maxDelay());
        }
        if (limit instanceof CompositeReadLimit composite) {
            ReadLimits limits = this;
            for (ReadLimit part : composite.getReadLimits()) {
                limits = limits.and(part);
            }
            return limits;
        }
        throw new UnsupportedOperationException(
                "Cannot limit a micro-batch by '%s': expected max_bytes_per_trigger or min_bytes_per_trigger"
                        .formatted(limit));
    }
}
