// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.pool;

import io.pravega.client.stream.RetentionPolicy;
import io.pravega.client.stream.ScalingPolicy;
import io.pravega.client.stream.StreamConfiguration;
import io.pravega.connectors.spark.client.StreamDescription;
import io.pravega.connectors.spark.options.StreamCreationOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Our settings of a stream as Pravega's configuration, and back. */
final class StreamConfigurations {

    private static final int SMALLEST_SCALE_FACTOR = 2;

    private StreamConfigurations() {
    }

    static StreamConfiguration of(StreamDescription description) {
        return of(description.options()).toBuilder().tags(description.tags()).build();
    }

    private static StreamConfiguration of(StreamCreationOptions options) {
        return StreamConfiguration.builder().scalingPolicy(scaling(options)).retentionPolicy(retention(options))
                .rolloverSizeBytes(options.rolloverBytes().orElse(0)).build();
    }

    static StreamDescription describe(StreamConfiguration configuration) {
        ScalingPolicy scaling = configuration.getScalingPolicy();
        Optional<RetentionPolicy> retention = Optional.ofNullable(configuration.getRetentionPolicy());
        Optional<Long> time = retained(retention, RetentionPolicy.RetentionType.TIME);
        Optional<Long> bytes = retained(retention, RetentionPolicy.RetentionType.SIZE);
        long rollover = configuration.getRolloverSizeBytes();
        return new StreamDescription(new StreamCreationOptions(false, false, scaling.getMinNumSegments(),
                Math.max(SMALLEST_SCALE_FACTOR, scaling.getScaleFactor()),
                rate(scaling, ScalingPolicy.ScaleType.BY_RATE_IN_KBYTES_PER_SEC),
                rate(scaling, ScalingPolicy.ScaleType.BY_RATE_IN_EVENTS_PER_SEC), time.map(Duration::ofMillis),
                bytes.map(OptionalLong::of).orElse(OptionalLong.empty()),
                rollover > 0 ? OptionalLong.of(rollover) : OptionalLong.empty()),
                Set.copyOf(configuration.getTags()));
    }

    /** Changes what differs and nothing else: bounds of a retention that our settings do not have stay. */
    static StreamConfiguration changed(StreamConfiguration before, StreamDescription description) {
        StreamConfiguration wanted = of(description);
        StreamConfiguration known = of(describe(before).options());
        StreamConfiguration.StreamConfigurationBuilder after = before.toBuilder();
        if (!known.getScalingPolicy().equals(wanted.getScalingPolicy())) {
            after.scalingPolicy(wanted.getScalingPolicy());
        }
        if (!Optional.ofNullable(known.getRetentionPolicy())
                .equals(Optional.ofNullable(wanted.getRetentionPolicy()))) {
            after.retentionPolicy(wanted.getRetentionPolicy());
        }
        return after.rolloverSizeBytes(wanted.getRolloverSizeBytes()).clearTags().tags(wanted.getTags()).build();
    }

    private static OptionalInt rate(ScalingPolicy scaling, ScalingPolicy.ScaleType type) {
        return scaling.getScaleType() == type ? OptionalInt.of(scaling.getTargetRate()) : OptionalInt.empty();
    }

    private static Optional<Long> retained(Optional<RetentionPolicy> policy, RetentionPolicy.RetentionType type) {
        return policy.filter(found -> found.getRetentionType() == type).map(RetentionPolicy::getRetentionParam);
    }

    private static ScalingPolicy scaling(StreamCreationOptions options) {
        if (options.targetRateKBytes().isPresent()) {
            return ScalingPolicy.byDataRate(options.targetRateKBytes().getAsInt(), options.scaleFactor(),
                    options.segments());
        }
        if (options.targetRateEvents().isPresent()) {
            return ScalingPolicy.byEventRate(options.targetRateEvents().getAsInt(), options.scaleFactor(),
                    options.segments());
        }
        return ScalingPolicy.fixed(options.segments());
    }

    private static @Nullable RetentionPolicy retention(StreamCreationOptions options) {
        if (options.retentionTime().isPresent()) {
            return RetentionPolicy.byTime(options.retentionTime().get());
        }
        return options.retentionBytes().isPresent()
                ? RetentionPolicy.bySizeBytes(options.retentionBytes().getAsLong()) : null;
    }
}
