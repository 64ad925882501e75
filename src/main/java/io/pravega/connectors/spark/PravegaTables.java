// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.pool.PravegaClients;
import io.pravega.connectors.spark.format.TypedFormat;
import io.pravega.connectors.spark.metadata.MetadataTable;
import io.pravega.connectors.spark.options.FormatOptions;
import io.pravega.connectors.spark.options.MetadataOptions;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.read.PravegaScanBuilder;
import io.pravega.connectors.spark.read.rows.Column;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The tables of the format {@code pravega}; {@link PravegaSourceProvider} stands in front of it. */
final class PravegaTables implements TableProvider {

    private final ClientFactory clients;

    PravegaTables() {
        this(PravegaClients.SHARED);
    }

    PravegaTables(ClientFactory clients) {
        this.clients = clients;
    }

    /**
     * Returns the schema, and refuses what cannot be read. Spark calls this method when a frame is loaded, never when
     * one is written, and hands only the schema on to {@link #getTable}; so the options of a read are parsed twice.
     */
    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        Optional<MetadataOptions> metadata = MetadataOptions.from(options);
        if (metadata.isPresent()) {
            return MetadataTable.of(clients, metadata.get()).schema();
        }
        Optional<StructType> columns = TypedFormat.columnsWithoutSchema(FormatOptions.from(options));
        ReadOptions read = ReadOptions.from(options);
        new PravegaScanBuilder(clients, read, Optional.empty()).build();
        return columns.orElseGet(() -> Column.schema(read));
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(properties);
        Optional<MetadataOptions> metadata = MetadataOptions.from(options);
        return metadata.isPresent()
                ? MetadataTable.of(clients, metadata.get(), schema) : new PravegaTable(clients, schema, options);
    }
}
