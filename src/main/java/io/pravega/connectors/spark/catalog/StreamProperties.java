// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog;

import io.pravega.connectors.spark.client.StreamDescription;
import io.pravega.connectors.spark.options.FormatProperties;
import io.pravega.connectors.spark.options.TableProperties;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a stream as a table. Those of the format, and those that change while the stream is written,
 * {@code current.…}, are asked for when all are listed, not when another is looked up: {@code SHOW TABLES} looks up one
 * of each table.
 */
final class StreamProperties extends AbstractMap<String, String> {

    static final String CURRENT = "current.";

    private final Map<String, String> settings;
    private final Supplier<Map<String, String>> format;
    private final Supplier<Map<String, String>> current;

    /**
     * @param format the properties that tell the events' format
     * @param current by names without {@code current.}
     */
    StreamProperties(StreamDescription stream, Supplier<Map<String, String>> format,
            Supplier<Map<String, String>> current) {
        this.settings = new TreeMap<>(TableProperties.format(stream.options()));
        this.format = format;
        this.current = current;
        settings.put(TableCatalog.PROP_PROVIDER, "pravega");
        Set<String> tags = SchemaTags.foreign(stream.tags());
        if (!tags.isEmpty()) {
            settings.put(CURRENT + "tags", String.join(", ", tags));
        }
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        Map<String, String> all = new TreeMap<>(settings);
        all.putAll(format.get());
        current.get().forEach((name, value) -> all.put(CURRENT + name, value));
        return all.entrySet();
    }

    @Override
    public @Nullable String get(@Nullable Object key) {
        String setting = settings.get(key);
        return setting == null && isAskedFor(key) ? super.get(key) : setting;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return settings.containsKey(key) || (isAskedFor(key) && super.containsKey(key));
    }

    private static boolean isAskedFor(@Nullable Object key) {
        return key instanceof String name && (name.startsWith(CURRENT) || FormatProperties.contains(name));
    }
}
