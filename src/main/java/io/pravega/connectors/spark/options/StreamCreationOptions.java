// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The settings for creating a stream: whether a sink may create what it writes to, and what the stream looks like.
 *
 * @param segments how many segments the stream starts with and never falls below; at least 1
 * @param scaleFactor how many segments one may be split into at once; at least 2; has an effect only with a target rate
 * @param targetRateKBytes the rate of a segment, in 1024 bytes per second, above which it is split; never set together
 *     with the other rate
 * @param targetRateEvents the rate of a segment, in events per second, above which it is split; without either rate
 *     the number of segments is fixed
 * @param retentionTime how long events are kept; without a time or a size, for ever
 * @param retentionBytes how many bytes are kept; never set together with the time
 * @param rolloverBytes the size of a segment's chunks in long-term storage; without it, the server's default
 */
public record StreamCreationOptions(boolean allowCreateScope, boolean allowCreateStream, int segments, int scaleFactor,
        OptionalInt targetRateKBytes, OptionalInt targetRateEvents, Optional<Duration> retentionTime,
        OptionalLong retentionBytes, OptionalLong rolloverBytes) {

    static final int BYTES_PER_KBYTE = 1024;

    static StreamCreationOptions from(OptionReader options) {
        options.requireAtMostOne(PravegaOptions.TARGET_RATE_BYTES, PravegaOptions.TARGET_RATE_EVENTS,
                "a stream scales either by bytes or by events");
        options.requireAtMostOne(PravegaOptions.RETENTION_TIME, PravegaOptions.RETENTION_BYTES,
                "a stream is kept either for a time or up to a size");
        Optional<Long> targetRateBytes = options.find(PravegaOptions.TARGET_RATE_BYTES);
        return new StreamCreationOptions(options.get(PravegaOptions.ALLOW_CREATE_SCOPE),
                options.get(PravegaOptions.ALLOW_CREATE_STREAM), options.get(PravegaOptions.NUM_SEGMENTS),
                options.get(PravegaOptions.SCALE_FACTOR),
                targetRateBytes.map(bytes -> OptionalInt.of((int) (bytes / BYTES_PER_KBYTE)))
                        .orElse(OptionalInt.empty()),
                options.findInt(PravegaOptions.TARGET_RATE_EVENTS), options.find(PravegaOptions.RETENTION_TIME),
                options.findLong(PravegaOptions.RETENTION_BYTES), options.findLong(PravegaOptions.ROLLOVER_BYTES));
    }
}
