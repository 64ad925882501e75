// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog;

import io.pravega.connectors.spark.PravegaTable;
import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.StreamDescription;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.options.ConnectionOptions;
import io.pravega.connectors.spark.options.FormatProperties;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.read.rows.Column;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.CutRange;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TruncatableTable;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.ReportsSinkMetrics;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * A stream as a table of the catalog. Its columns are those that it was created with, or else those that the schema
 * registry tells, or else the one column {@code event}; where an event lies is told by hidden columns. Tables are equal
 * when they are the same stream reached in the same way, which is what caching asks.
 */
final class StreamTable
        implements SupportsRead, SupportsWrite, SupportsMetadataColumns, TruncatableTable, ReportsSinkMetrics {

    private static final String SCOPE = "scope";
    private static final String STREAM = "stream";
    private static final String TIME_BOUNDS = "time_bounds";

    private final String name;
    private final ClientFactory clients;
    private final ConnectionOptions connection;
    private final StreamId stream;
    private final StreamDescription description;
    private final Map<String, String> options;
    private @Nullable Events events;

    /** @param options those of the catalog and of the table */
    StreamTable(String name, ClientFactory clients, ConnectionOptions connection, StreamId stream,
            StreamDescription description, Map<String, String> options) {
        this.name = name;
        this.clients = clients;
        this.connection = connection;
        this.stream = stream;
        this.description = description;
        this.options = options;
    }

    /**
     * What the events are, and the format's own table of them. It is found when somebody asks for the columns: from
     * Spark 4.1 on, {@code SHOW TABLES} loads each table and asks for none, and must not ask the registry as often.
     */
    private record Events(Optional<TypedEvents> typed, CaseInsensitiveStringMap options, PravegaTable table) {
    }

    private synchronized Events events() {
        if (events == null) {
            Map<String, String> all = new HashMap<>(options);
            all.put(SCOPE, stream.scope());
            all.put(STREAM, stream.name());
            // The table exists. One that was dropped meanwhile must not come back because a query still writes to it.
            all.put("allow_create_stream", "false");
            all.keySet().removeIf(FormatProperties.EVENT_FORMAT::equalsIgnoreCase);
            Optional<TypedEvents> typed = SchemaTags.read(name, description.tags())
                    .or(() -> TypedEvents.registered(new CaseInsensitiveStringMap(all)));
            typed.ifPresent(columns -> all.putAll(columns.properties()));
            CaseInsensitiveStringMap known = new CaseInsensitiveStringMap(all);
            events = new Events(typed, known, new PravegaTable(clients,
                    typed.map(TypedEvents::columns).orElseGet(() -> Column.schema(ReadOptions.from(known))), known));
        }
        return events;
    }

    private Optional<TypedEvents> typed() {
        return events().typed;
    }

    @Override
    public String name() {
        return name;
    }

    /** Returns the schema, from which Spark derives the columns in all versions. */
    @Override
    @SuppressWarnings("deprecation")
    public StructType schema() {
        return typed().map(TypedEvents::columns).orElseGet(Column::eventSchema);
    }

    @Override
    public MetadataColumn[] metadataColumns() {
        return typed().isPresent() ? events().table.metadataColumns()
                : StreamColumns.hidden(ReadOptions.from(events().options));
    }

    @Override
    public Set<TableCapability> capabilities() {
        if (typed().isEmpty()) {
            return events().table.capabilities();
        }
        // Spark itself then gives each row exactly the table's columns, by position or by name.
        Set<TableCapability> capabilities = EnumSet.copyOf(events().table.capabilities());
        capabilities.remove(TableCapability.ACCEPT_ANY_SCHEMA);
        return capabilities;
    }

    @Override
    public Map<String, String> properties() {
        return new StreamProperties(description,
                () -> typed().map(TypedEvents::properties).orElseGet(Map::of), this::current);
    }

    /** Returns a table that stands under this one's name, or empty when there is none of that name. */
    Optional<Table> beside(String other) {
        return other.equals(SideTables.EVENTS) ? Optional.of(events().table)
                : SideTables.find(clients, connection, stream, other);
    }

    private Map<String, String> current() {
        try (PravegaClient client = clients.acquire(connection)) {
            StreamDirectory directory = client.directory(stream);
            Cut head = directory.head();
            Cut tail = directory.tail();
            long bytes = directory.slices(new CutRange(head, tail)).stream().mapToLong(SegmentSlice::bytes).sum();
            boolean sealed = directory.states(tail.segments()).values().stream().allMatch(state -> state.sealed());
            return Map.of("head", head.toText(), "tail", tail.toText(), "size_bytes", String.valueOf(bytes),
                    "num_segments", String.valueOf(tail.segments().size()), "sealed", String.valueOf(sealed));
        }
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap asked) {
        requireNoOther(asked);
        return events().table.newScanBuilder(asked);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
        requireNoOther(info.options());
        if (typed().isEmpty()) {
            return events().table.newWriteBuilder(NamedWriteInfo.of(info), info.schema(), true);
        }
        requireColumns(typed().get().columns(), info.schema());
        return events().table.newWriteBuilder(info, info.schema(), true);
    }

    /** Refuses rows of other columns, which Spark lets streaming queries write. */
    private void requireColumns(StructType columns, StructType rows) {
        if (!rows.asNullable().catalogString().equalsIgnoreCase(columns.catalogString())) {
            throw new IllegalArgumentException("Cannot write rows of '%s' to table %s: expected '%s'"
                    .formatted(rows.catalogString(), name, columns.catalogString()));
        }
    }

    private void requireNoOther(CaseInsensitiveStringMap asked) {
        requireNoOther(SCOPE, asked.getOrDefault(SCOPE, stream.scope()), stream.scope());
        requireNoOther(STREAM, asked.getOrDefault(STREAM, stream.name()), stream.name());
        boolean timeBounds = ReadOptions.from(events().options).timeBounds();
        if (!asked.getOrDefault(TIME_BOUNDS, String.valueOf(timeBounds)).equalsIgnoreCase(String.valueOf(timeBounds))) {
            throw new IllegalArgumentException(("Cannot use option time_bounds '%s' with table %s: Spark asks for the "
                    + "columns of a table without options; set it for the whole catalog")
                    .formatted(asked.get(TIME_BOUNDS), name));
        }
        String format = typed().map(TypedEvents::format).orElse("binary");
        if (!asked.getOrDefault(FormatProperties.EVENT_FORMAT, format).equalsIgnoreCase(format)) {
            throw new IllegalArgumentException("Cannot use option event_format '%s' with table %s: its events are %s"
                    .formatted(asked.get(FormatProperties.EVENT_FORMAT), name, format));
        }
    }

    private void requireNoOther(String option, String asked, String own) {
        if (!asked.equals(own)) {
            throw new IllegalArgumentException("Cannot use option %s '%s' with table %s: the table's name says it"
                    .formatted(option, asked, name));
        }
    }

    /** Deletes all events that are there now. */
    @Override
    public boolean truncateTable() {
        try (PravegaClient client = clients.acquire(connection)) {
            client.admin().truncate(stream, client.directory(stream).tail());
            return true;
        }
    }

    @Override
    public Map<String, String> metrics() {
        return events().table.metrics();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StreamTable table && name.equals(table.name)
                && events().options.equals(table.events().options);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
