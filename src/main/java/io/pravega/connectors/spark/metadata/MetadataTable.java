// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.metadata;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.options.MetadataOptions;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.unsafe.types.UTF8String;

/** A table of text columns whose rows are asked of the server when a query runs. */
public abstract sealed class MetadataTable implements SupportsRead {

    private final String name;
    private final StructType schema;
    private final ClientFactory clients;
    final MetadataOptions options;

    private MetadataTable(String name, ClientFactory clients, MetadataOptions options, String... columns) {
        this.name = name;
        this.clients = clients;
        this.options = options;
        this.schema = Stream.of(columns).reduce(new StructType(),
                (type, column) -> type.add(column, DataTypes.StringType, false), (one, other) -> other);
    }

    public static MetadataTable of(ClientFactory clients, MetadataOptions options) {
        return switch (options.kind()) {
            case STREAMS -> new StreamsTable(clients, options);
            case STREAM_INFO -> new StreamInfoTable(clients, options);
        };
    }

    /** Asks the server; returns one array of column values for each row. */
    abstract List<String[]> ask(PravegaClient client);

    @Override
    public String name() {
        return name;
    }

    /** Returns the schema, from which Spark derives the columns in all versions. */
    @Override
    @SuppressWarnings("deprecation")
    public StructType schema() {
        return schema;
    }

    @Override
    public Set<TableCapability> capabilities() {
        return EnumSet.of(TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap ignored) {
        return () -> new LocalScan() {
            @Override
            public StructType readSchema() {
                return schema;
            }

            @Override
            public String description() {
                return name;
            }

            @Override
            public InternalRow[] rows() {
                try (PravegaClient client = clients.acquire(options.connection())) {
                    return ask(client).stream().map(MetadataTable::row).toArray(InternalRow[]::new);
                }
            }
        };
    }

    @Override
    public String toString() {
        return name;
    }

    private static InternalRow row(String[] values) {
        return new GenericInternalRow(Stream.of(values).map(UTF8String::fromString).toArray());
    }

    /** The streams of a scope. */
    private static final class StreamsTable extends MetadataTable {

        StreamsTable(ClientFactory clients, MetadataOptions options) {
            super("streams of scope " + options.scope(), clients, options, "scope_name", "stream_name");
        }

        @Override
        List<String[]> ask(PravegaClient client) {
            return client.admin().streams(options.scope()).stream()
                    .map(stream -> new String[] {stream.scope(), stream.name()}).toList();
        }
    }

    /** The head and the tail of a stream. */
    private static final class StreamInfoTable extends MetadataTable {

        private final StreamId stream;

        StreamInfoTable(ClientFactory clients, MetadataOptions options) {
            super("head and tail of stream " + options.stream().orElseThrow(), clients, options,
                    "head_stream_cut", "tail_stream_cut");
            this.stream = options.stream().orElseThrow();
        }

        @Override
        List<String[]> ask(PravegaClient client) {
            StreamDirectory directory = client.directory(stream);
            return List.<String[]>of(new String[] {directory.head().toText(), directory.tail().toText()});
        }
    }
}
