// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog;

import io.pravega.connectors.spark.client.StreamDescription;
import io.pravega.connectors.spark.options.FormatProperties;
import io.pravega.connectors.spark.options.TableProperties;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** How a stream is to be set up that {@code ALTER TABLE} changes. */
final class AlteredStream {

    private final String table;
    private final Map<String, String> settings;
    private final @Nullable TypedEvents before;
    private final Map<String, String> format;
    private StructType columns;

    private AlteredStream(String table, StreamDescription stream) {
        this.table = table;
        settings = new HashMap<>(TableProperties.format(stream.options()));
        before = SchemaTags.read(table, stream.tags()).orElse(null);
        format = before == null ? Map.of() : new HashMap<>(before.properties());
        columns = before == null ? new StructType() : before.columns();
    }

    /** @throws IllegalArgumentException or UnsupportedOperationException when a stream cannot be changed so */
    static StreamDescription of(String table, StreamDescription stream, TableChange... changes) {
        AlteredStream altered = new AlteredStream(table, stream);
        for (TableChange change : changes) {
            altered.apply(change);
        }
        Set<String> tags = altered.before == null ? stream.tags() : SchemaTags.with(table, stream.tags(),
                TypedEvents.of(altered.columns, altered.format).orElseThrow());
        return new StreamDescription(TableProperties.parse(altered.settings), tags);
    }

    private void apply(TableChange change) {
        if (change instanceof TableChange.SetProperty set) {
            property(set.property(), Optional.of(set.value()));
        } else if (change instanceof TableChange.RemoveProperty unset) {
            property(unset.property(), Optional.empty());
        } else if (before != null && change instanceof TableChange.AddColumn add) {
            add(before, add);
        } else {
            throw new UnsupportedOperationException(("Cannot alter the columns of table %s so: the events that are "
                    + "there stay as they are; a column of an event_format can be added, no more").formatted(table));
        }
    }

    private void property(String name, Optional<String> value) {
        Map<String, String> properties = before != null && FormatProperties.contains(name) ? format : settings;
        if (name.equalsIgnoreCase(FormatProperties.EVENT_FORMAT)) {
            throw new UnsupportedOperationException(("Cannot alter property %s of table %s: the events that are there "
                    + "stay as they are").formatted(name, table));
        }
        properties.keySet().removeIf(name::equalsIgnoreCase);
        value.ifPresent(text -> properties.put(name.toLowerCase(Locale.ROOT), text));
    }

    private void add(TypedEvents events, TableChange.AddColumn add) {
        String name = String.join(".", add.fieldNames());
        String why = null;
        if (add.fieldNames().length > 1) {
            why = "a struct keeps its fields";
        } else if (add.position() != null) {
            why = "a new column is the last";
        } else if (add.defaultValue() != null) {
            why = "it is null in older events, and has no other default";
        } else if (!events.format().equalsIgnoreCase("json") && !events.format().equalsIgnoreCase("csv")) {
            why = "only events of json and csv can be read with more columns than they were written with";
        } else if (Arrays.stream(columns.fieldNames()).anyMatch(name::equalsIgnoreCase)) {
            why = "it has one of this name";
        }
        if (why != null) {
            throw new UnsupportedOperationException("Cannot add column '%s' to table %s: %s"
                    .formatted(name, table, why));
        }
        columns = add.comment() == null ? columns.add(DataTypes.createStructField(name, add.dataType(), true))
                : columns.add(name, add.dataType(), true, add.comment());
    }
}
