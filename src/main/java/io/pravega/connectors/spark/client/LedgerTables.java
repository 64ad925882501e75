// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.client.connection.impl.ConnectionPool;
import io.pravega.client.control.impl.Controller;
import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.client.security.auth.DelegationTokenProviderFactory;
import io.pravega.client.tables.KeyValueTable;
import io.pravega.client.tables.KeyValueTableClientConfiguration;
import io.pravega.client.tables.KeyValueTableConfiguration;
import io.pravega.client.tables.impl.KeyValueTableFactoryImpl;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.security.auth.AccessOperation;
import java.util.HashMap;
import java.util.Map;

/** The commit ledgers' key-value tables, one in each scope, opened once for each connection: opening takes calls. */
final class LedgerTables implements AutoCloseable {

    static final String NAME = "spark-commit-ledger";
    /** What stands for the table in the names of its segments. */
    static final String NAME_IN_SEGMENTS = NAME + "_kvtable";
    static final int KEY_BYTES = 32;

    private final Controller controller;
    private final ConnectionPool pool;
    private final Map<String, KeyValueTable> open = new HashMap<>();

    LedgerTables(Controller controller, ConnectionPool pool) {
        this.controller = controller;
        this.pool = pool;
    }

    /** Opens the scope's table, and creates it when there is none. */
    synchronized KeyValueTable in(Connection connection, String scope, Purpose purpose) {
        KeyValueTable table = open.get(scope);
        if (table == null) {
            // Finds out about an existing one first: using it needs no right to create one.
            boolean exists = Failures.await(purpose, controller.getKeyValueTableConfiguration(scope, NAME)
                    .handle((found, failure) -> {
                        if (failure == null) {
                            return true;
                        }
                        if (Failures.unwrap(failure) instanceof IllegalArgumentException) {
                            return false;
                        }
                        throw Failures.translate(purpose, failure);
                    }));
            if (!exists) {
                Failures.await(purpose, controller.createKeyValueTable(scope, NAME,
                        KeyValueTableConfiguration.builder().partitionCount(1).primaryKeyLength(KEY_BYTES)
                                .secondaryKeyLength(0).build()));
            }
            requireSegmentStore(connection, scope, purpose);
            // The factory is not closed: that would close the shared controller and pool.
            table = new KeyValueTableFactoryImpl(scope, controller, pool)
                    .forKeyValueTable(NAME, KeyValueTableClientConfiguration.builder().build());
            open.put(scope, table);
        }
        return table;
    }

    /**
     * Requests to a table are repeated for minutes and do not tell why: a bad certificate is found out by a request
     * that does.
     */
    private static void requireSegmentStore(Connection connection, String scope, Purpose purpose) {
        DelegationTokenProvider tokens = DelegationTokenProviderFactory.create(connection.controller(), scope,
                NAME_IN_SEGMENTS, AccessOperation.READ);
        try (SegmentRequests requests = new SegmentRequests(connection, new StreamId(scope, NAME_IN_SEGMENTS), 0,
                tokens)) {
            Failures.await(purpose, requests.state());
        }
    }

    /** Has the table opened anew next time; it may have been deleted. */
    synchronized void forget(String scope) {
        KeyValueTable table = open.remove(scope);
        if (table != null) {
            table.close();
        }
    }

    @Override
    public synchronized void close() {
        open.values().forEach(KeyValueTable::close);
        open.clear();
    }
}
