// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark;

import io.pravega.connectors.spark.metadata.MetadataTable;
import io.pravega.connectors.spark.options.MetadataOptions;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.read.PravegaScanBuilder;
import io.pravega.connectors.spark.read.ReadSchema;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** What the format {@code pravega} does; {@link PravegaSourceProvider} stands in front of it. */
final class PravegaProvider implements TableProvider {

    /** Spark asks for it when a frame is loaded, never when one is written: the place to refuse what can't be read. */
    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        Optional<MetadataOptions> metadata = MetadataOptions.from(options);
        if (metadata.isPresent()) {
            return MetadataTable.of(metadata.get()).schema();
        }
        new PravegaScanBuilder(ReadOptions.from(options)).build();
        return ReadSchema.SCHEMA;
    }

    /**
     * Reads all options, whether the table will be read or written, so that a bad one is refused before the query
     * starts.
     */
    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(properties);
        Optional<MetadataOptions> metadata = MetadataOptions.from(options);
        if (metadata.isPresent()) {
            return MetadataTable.of(metadata.get());
        }
        WriteOptions write = WriteOptions.from(options);
        ReadOptions.from(options);
        return new PravegaTable(new StreamId(write.scope(), write.stream()), options);
    }
}
