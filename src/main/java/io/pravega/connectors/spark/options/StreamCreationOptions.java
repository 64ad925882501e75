// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Whether a sink may create what it writes to, and what a stream it creates looks like. */
public final class StreamCreationOptions implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int BYTES_PER_KBYTE = 1024;

    private final boolean allowCreateScope;
    private final boolean allowCreateStream;
    private final int segments;
    private final int scaleFactor;
    private final Integer targetRateKBytes;
    private final Integer targetRateEvents;
    private final Duration retentionTime;
    private final Long retentionBytes;

    private StreamCreationOptions(GivenOptions given) {
        given.refuseBoth(PravegaOptions.TARGET_RATE_BYTES, PravegaOptions.TARGET_RATE_EVENTS,
                "a stream scales either by bytes or by events");
        given.refuseBoth(PravegaOptions.RETENTION_TIME, PravegaOptions.RETENTION_BYTES,
                "a stream is kept either for a time or up to a size");
        allowCreateScope = given.get(PravegaOptions.ALLOW_CREATE_SCOPE);
        allowCreateStream = given.get(PravegaOptions.ALLOW_CREATE_STREAM);
        segments = given.get(PravegaOptions.NUM_SEGMENTS);
        scaleFactor = given.get(PravegaOptions.SCALE_FACTOR);
        targetRateKBytes = given.find(PravegaOptions.TARGET_RATE_BYTES)
                .map(bytes -> (int) (bytes / BYTES_PER_KBYTE)).orElse(null);
        targetRateEvents = given.find(PravegaOptions.TARGET_RATE_EVENTS).orElse(null);
        retentionTime = given.find(PravegaOptions.RETENTION_TIME).orElse(null);
        retentionBytes = given.find(PravegaOptions.RETENTION_BYTES).orElse(null);
    }

    /**
     * @throws IllegalArgumentException {@code Invalid …} or {@code Cannot …}, naming the option
     */
    public static StreamCreationOptions from(CaseInsensitiveStringMap options) {
        return from(GivenOptions.of(options));
    }

    static StreamCreationOptions from(GivenOptions given) {
        return new StreamCreationOptions(given);
    }

    public boolean allowCreateScope() {
        return allowCreateScope;
    }

    public boolean allowCreateStream() {
        return allowCreateStream;
    }

    /** How many segments the stream starts with and never falls below; at least 1. */
    public int segments() {
        return segments;
    }

    /** How many a segment may be split into at once; at least 2. Of effect only with a target rate. */
    public int scaleFactor() {
        return scaleFactor;
    }

    /** Rate of a segment, in 1024 bytes per second, above which it is split; never set along with the other rate. */
    public OptionalInt targetRateKBytes() {
        return targetRateKBytes == null ? OptionalInt.empty() : OptionalInt.of(targetRateKBytes);
    }

    /** Rate of a segment, in events per second, above which it is split; without either rate the stream is fixed. */
    public OptionalInt targetRateEvents() {
        return targetRateEvents == null ? OptionalInt.empty() : OptionalInt.of(targetRateEvents);
    }

    /** How long events are kept; without a time or a size, for ever. */
    public Optional<Duration> retentionTime() {
        return Optional.ofNullable(retentionTime);
    }

    /** How many bytes are kept; never set along with the time. */
    public OptionalLong retentionBytes() {
        return retentionBytes == null ? OptionalLong.empty() : OptionalLong.of(retentionBytes);
    }
}
