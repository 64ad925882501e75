// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.metadata.MetadataTable;
import io.pravega.connectors.spark.options.ConnectionOptions;
import io.pravega.connectors.spark.options.MetadataKind;
import io.pravega.connectors.spark.options.MetadataOptions;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;

/**
 * The tables of a catalog that are no streams. They are not listed, and hide no stream: a stream's name has no
 * underscore, and nothing else stands under a stream.
 */
final class SideTables {

    /** The table of a scope that tells what queries have committed. */
    static final String COMMIT_LEDGER = "spark_commit_ledger";
    /** The table under a stream's name that has all columns in sight, as the format has them. */
    static final String EVENTS = "events";

    private static final Map<String, MetadataKind> OF_STREAM = Map.of("positions", MetadataKind.STREAM_INFO,
            "segments", MetadataKind.SEGMENTS, "transactions", MetadataKind.TRANSACTIONS);

    private SideTables() {
    }

    static boolean contains(Identifier table) {
        return table.namespace().length == 2
                ? table.name().equals(EVENTS) || OF_STREAM.containsKey(table.name())
                : table.name().equals(COMMIT_LEDGER);
    }

    static Table ledger(ClientFactory clients, ConnectionOptions connection, String scope) {
        return MetadataTable.of(clients,
                new MetadataOptions(connection, MetadataKind.COMMIT_LEDGER, scope, Optional.empty()));
    }

    /** Returns a table that tells of a stream, or empty when there is none of that name. */
    static Optional<Table> find(ClientFactory clients, ConnectionOptions connection, StreamId stream, String name) {
        return Optional.ofNullable(OF_STREAM.get(name)).map(kind -> MetadataTable.of(clients,
                new MetadataOptions(connection, kind, stream.scope(), Optional.of(stream))));
    }
}
