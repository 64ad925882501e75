// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The properties of a stream as a table: the options for creating a stream, by their second names, which have no
 * {@code default_} in front. A value prints in the option's basic unit: bytes, milliseconds.
 */
public final class TableProperties {

    /** The number of segments, which {@code CLUSTERED BY} sets, too. */
    public static final String NUM_SEGMENTS = name(PravegaOptions.NUM_SEGMENTS);

    private static final List<ConfigOption<?>> OPTIONS = List.of(PravegaOptions.NUM_SEGMENTS,
            PravegaOptions.SCALE_FACTOR, PravegaOptions.TARGET_RATE_BYTES, PravegaOptions.TARGET_RATE_EVENTS,
            PravegaOptions.RETENTION_TIME, PravegaOptions.RETENTION_BYTES, PravegaOptions.ROLLOVER_BYTES);

    private TableProperties() {
    }

    /**
     * Reads the properties of a table.
     *
     * @throws IllegalArgumentException {@code Invalid …} or {@code Cannot …}, when one is unknown or has a bad value
     */
    public static StreamCreationOptions parse(Map<String, String> properties) {
        for (String property : new TreeMap<>(properties).keySet()) {
            if (OPTIONS.stream().noneMatch(option -> isNamed(option, property))) {
                throw new IllegalArgumentException(("Invalid table property '%s': expected one of %s and, for events "
                        + "with columns, %s and options of Spark's parser").formatted(property,
                        OPTIONS.stream().map(TableProperties::name).toList(), FormatProperties.OWN));
            }
        }
        return StreamCreationOptions.from(
                new OptionReader(new CaseInsensitiveStringMap(properties), Environment.empty()));
    }

    /** Returns the properties that {@link #parse} turns into these options; without those that have no effect. */
    public static Map<String, String> format(StreamCreationOptions options) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(NUM_SEGMENTS, String.valueOf(options.segments()));
        options.targetRateKBytes().ifPresent(rate -> properties.put(name(PravegaOptions.TARGET_RATE_BYTES),
                String.valueOf((long) rate * StreamCreationOptions.BYTES_PER_KBYTE)));
        options.targetRateEvents().ifPresent(rate ->
                properties.put(name(PravegaOptions.TARGET_RATE_EVENTS), String.valueOf(rate)));
        if (options.targetRateKBytes().isPresent() || options.targetRateEvents().isPresent()) {
            properties.put(name(PravegaOptions.SCALE_FACTOR), String.valueOf(options.scaleFactor()));
        }
        options.retentionTime().ifPresent(time ->
                properties.put(name(PravegaOptions.RETENTION_TIME), String.valueOf(time.toMillis())));
        options.retentionBytes().ifPresent(bytes ->
                properties.put(name(PravegaOptions.RETENTION_BYTES), String.valueOf(bytes)));
        options.rolloverBytes().ifPresent(bytes ->
                properties.put(name(PravegaOptions.ROLLOVER_BYTES), String.valueOf(bytes)));
        return properties;
    }

    private static String name(ConfigOption<?> option) {
        return option.aliases().get(0);
    }

    private static boolean isNamed(ConfigOption<?> option, String property) {
        return name(option).equalsIgnoreCase(property);
    }
}
