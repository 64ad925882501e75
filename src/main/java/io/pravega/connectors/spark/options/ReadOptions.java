// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import io.pravega.connectors.spark.stream.ReadPoint;
import io.pravega.connectors.spark.stream.StreamId;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The settings of a source: what it reads, and in what portions.
 *
 * @param streams what it reads
 * @param start empty = the default, which differs between batch and streaming
 * @param end empty = the default, which differs between batch and streaming; never the earliest event
 * @param maxBytesPerTrigger the most that a micro-batch reads, in bytes; at least 1
 * @param minBytesPerTrigger what a micro-batch waits for, in bytes; at least 1, at most {@code maxBytesPerTrigger}
 * @param maxTriggerDelay how long a micro-batch waits for {@code minBytesPerTrigger}; at least 1 ms
 * @param maxPartitions the most partitions that a batch or micro-batch has; at least 1
 * @param retentionGroup the subscriber under whose name a streaming query tells what it has read
 * @param discoveryInterval how often a streaming query looks for new streams of a pattern; at least 1 ms
 * @param strippedHeader the group of schemas that the header of an event names, if that is taken off an event that is
 *     one column of bytes
 * @param timeBounds whether there are columns for which the marks of event time are read
 */
public record ReadOptions(ConnectionOptions connection, StreamChoice streams, Optional<ReadPoint> start,
        Optional<ReadPoint> end, OptionalLong maxBytesPerTrigger, OptionalLong minBytesPerTrigger,
        Duration maxTriggerDelay, OptionalInt maxPartitions, boolean failOnDataLoss,
        Optional<String> retentionGroup, Duration discoveryInterval, Optional<RegistryOptions> strippedHeader,
        boolean timeBounds) {

    public ReadOptions {
        start = start.map(point -> of(streams, PravegaOptions.START_STREAM_CUT, point));
        end = end.map(point -> of(streams, PravegaOptions.END_STREAM_CUT, point));
        if (retentionGroup.isPresent() && !(streams instanceof StreamChoice.One)) {
            throw new IllegalArgumentException(("Cannot use %s '%s' with streams '%s': a subscriber tells what it has "
                    + "read of one stream").formatted(PravegaOptions.RETENTION_GROUP, retentionGroup.get(), streams));
        }
        if (minBytesPerTrigger.orElse(0) > maxBytesPerTrigger.orElse(Long.MAX_VALUE)) {
            throw new IllegalArgumentException("Cannot wait for %s of %d bytes: %s allows only %d bytes".formatted(
                    PravegaOptions.MIN_BYTES_PER_TRIGGER, minBytesPerTrigger.getAsLong(),
                    PravegaOptions.MAX_BYTES_PER_TRIGGER, maxBytesPerTrigger.getAsLong()));
        }
    }

    /**
     * Reads the options of one query.
     *
     * @throws IllegalArgumentException {@code Invalid …} or {@code Cannot …}, naming the option
     */
    public static ReadOptions from(CaseInsensitiveStringMap options) {
        return from(OptionReader.of(options));
    }

    static ReadOptions from(OptionReader options) {
        return new ReadOptions(ConnectionOptions.from(options), StreamChoice.from(options),
                start(options), end(options), options.findLong(PravegaOptions.MAX_BYTES_PER_TRIGGER),
                options.findLong(PravegaOptions.MIN_BYTES_PER_TRIGGER), options.get(PravegaOptions.MAX_TRIGGER_DELAY),
                options.findInt(PravegaOptions.MAX_PARTITIONS), options.get(PravegaOptions.FAIL_ON_DATA_LOSS),
                options.find(PravegaOptions.RETENTION_GROUP), options.get(PravegaOptions.STREAM_DISCOVERY_INTERVAL),
                strippedHeader(options), options.get(TimeOptions.TIME_BOUNDS));
    }

    /** Returns empty where columns are parsed, too: they never have the header. */
    private static Optional<RegistryOptions> strippedHeader(OptionReader options) {
        if (!options.get(PravegaOptions.STRIP_SCHEMA_HEADER)
                || options.get(PravegaOptions.EVENT_FORMAT) != FormatName.BINARY) {
            return Optional.empty();
        }
        return Optional.of(RegistryOptions.from(options).orElseThrow(() -> new IllegalArgumentException(
                "Cannot use strip_schema_header without schema_registry, which knows what a header stands for")));
    }

    private static Optional<ReadPoint> start(OptionReader options) {
        options.requireAtMostOne(TimeOptions.START_TIME, PravegaOptions.START_STREAM_CUT,
                "both say where reading starts");
        return options.find(TimeOptions.START_TIME).<ReadPoint>map(time -> new ReadPoint.AtTime(time,
                options.get(TimeOptions.START_TIME_WITHOUT_MARK).place()))
                .or(() -> options.find(PravegaOptions.START_STREAM_CUT));
    }

    private static Optional<ReadPoint> end(OptionReader options) {
        options.requireAtMostOne(TimeOptions.END_TIME, PravegaOptions.END_STREAM_CUT, "both say where reading ends");
        return options.find(TimeOptions.END_TIME)
                .<ReadPoint>map(time -> new ReadPoint.AtTime(time, Optional.of(new ReadPoint.Latest())))
                .or(() -> options.find(PravegaOptions.END_STREAM_CUT));
    }

    /**
     * Returns the only stream.
     *
     * @throws IllegalArgumentException {@code Cannot …} when the options name several
     */
    public StreamId stream() {
        return streams.only("read");
    }

    /** Returns the place in the streams, after making sure that it is one of these and of no others. */
    private static ReadPoint of(StreamChoice streams, ConfigOption<ReadPoint> option, ReadPoint point) {
        if (streams instanceof StreamChoice.One one) {
            return ofStream(one.stream(), option, point);
        }
        if (!(point instanceof ReadPoint.At) && !(point instanceof ReadPoint.Each)) {
            return point;
        }
        SortedMap<StreamId, ReadPoint> points = point instanceof ReadPoint.Each each ? each.points()
                : new TreeMap<>(Map.of(((ReadPoint.At) point).cut().stream(), point));
        if (!streams.arePlacedBy(points.keySet())) {
            throw new IllegalArgumentException(("Invalid %s '%s': expected a word, or JSON with a place in each of the "
                    + "streams '%s' and in no other").formatted(option, point, streams));
        }
        return new ReadPoint.Each(points);
    }

    /** Returns the place in the stream, after making sure that it is one of this stream and of no other. */
    private static ReadPoint ofStream(StreamId stream, ConfigOption<ReadPoint> option, ReadPoint point) {
        if (point instanceof ReadPoint.Each each) {
            if (!each.points().keySet().equals(Set.of(stream))) {
                throw notOf(stream, option, point, each.points().keySet().toString());
            }
            return Objects.requireNonNull(each.points().get(stream));
        }
        if (point instanceof ReadPoint.At at && !at.cut().stream().equals(stream)) {
            throw notOf(stream, option, point, at.cut().stream().toString());
        }
        return point;
    }

    private static IllegalArgumentException notOf(StreamId stream, ConfigOption<ReadPoint> option, ReadPoint point,
            String others) {
        return new IllegalArgumentException("Invalid %s '%s': expected a stream cut of stream %s, but it is one of %s"
                .formatted(option, point, stream, others));
    }
}
