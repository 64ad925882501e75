// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** What a source reads, and in what portions. */
public final class ReadOptions implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ConnectionOptions connection;
    private final String scope;
    private final String stream;
    private final String startStreamCut;
    private final String endStreamCut;
    private final Long maxBytesPerTrigger;
    private final Long minBytesPerTrigger;
    private final Duration maxTriggerDelay;
    private final Integer maxPartitions;
    private final boolean failOnDataLoss;

    private ReadOptions(GivenOptions given) {
        connection = ConnectionOptions.from(given);
        scope = given.require(PravegaOptions.SCOPE);
        stream = given.require(PravegaOptions.STREAM);
        startStreamCut = given.find(PravegaOptions.START_STREAM_CUT).orElse(null);
        endStreamCut = given.find(PravegaOptions.END_STREAM_CUT).orElse(null);
        maxBytesPerTrigger = given.find(PravegaOptions.MAX_BYTES_PER_TRIGGER).orElse(null);
        minBytesPerTrigger = given.find(PravegaOptions.MIN_BYTES_PER_TRIGGER).orElse(null);
        maxTriggerDelay = given.get(PravegaOptions.MAX_TRIGGER_DELAY);
        maxPartitions = given.find(PravegaOptions.MAX_PARTITIONS).orElse(null);
        failOnDataLoss = given.get(PravegaOptions.FAIL_ON_DATA_LOSS);
        if (minBytesPerTrigger != null && maxBytesPerTrigger != null && minBytesPerTrigger > maxBytesPerTrigger) {
            throw new IllegalArgumentException("Cannot wait for %s of %d bytes: %s allows only %d bytes".formatted(
                    PravegaOptions.MIN_BYTES_PER_TRIGGER, minBytesPerTrigger,
                    PravegaOptions.MAX_BYTES_PER_TRIGGER, maxBytesPerTrigger));
        }
    }

    /**
     * @throws IllegalArgumentException {@code Invalid …} or {@code Cannot …}, naming the option
     */
    public static ReadOptions from(CaseInsensitiveStringMap options) {
        return from(GivenOptions.of(options));
    }

    static ReadOptions from(GivenOptions given) {
        return new ReadOptions(given);
    }

    public ConnectionOptions connection() {
        return connection;
    }

    public String scope() {
        return scope;
    }

    public String stream() {
        return stream;
    }

    /** The text of {@code start_stream_cut}, not yet interpreted; empty = the default of batch or of streaming. */
    public Optional<String> startStreamCut() {
        return Optional.ofNullable(startStreamCut);
    }

    /** The text of {@code end_stream_cut}, not yet interpreted; empty = the default of batch or of streaming. */
    public Optional<String> endStreamCut() {
        return Optional.ofNullable(endStreamCut);
    }

    /** What a micro-batch reads at most, in bytes; at least 1. */
    public OptionalLong maxBytesPerTrigger() {
        return maxBytesPerTrigger == null ? OptionalLong.empty() : OptionalLong.of(maxBytesPerTrigger);
    }

    /** What a micro-batch waits for, in bytes; at least 1, and not more than {@link #maxBytesPerTrigger}. */
    public OptionalLong minBytesPerTrigger() {
        return minBytesPerTrigger == null ? OptionalLong.empty() : OptionalLong.of(minBytesPerTrigger);
    }

    /** How long a micro-batch waits for {@link #minBytesPerTrigger}; at least 1 ms. */
    public Duration maxTriggerDelay() {
        return maxTriggerDelay;
    }

    /** How many partitions a batch or micro-batch may have; at least 1. */
    public OptionalInt maxPartitions() {
        return maxPartitions == null ? OptionalInt.empty() : OptionalInt.of(maxPartitions);
    }

    public boolean failOnDataLoss() {
        return failOnDataLoss;
    }
}
