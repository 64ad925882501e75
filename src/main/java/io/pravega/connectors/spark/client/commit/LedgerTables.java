// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.commit;

import static io.pravega.connectors.spark.client.connection.TableTokenController.LEDGER_TABLE;
import static io.pravega.connectors.spark.client.connection.TableTokenController.LEDGER_TABLE_IN_SEGMENTS;

import io.pravega.client.control.impl.Controller;
import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.client.security.auth.DelegationTokenProviderFactory;
import io.pravega.client.tables.KeyValueTable;
import io.pravega.client.tables.KeyValueTableClientConfiguration;
import io.pravega.client.tables.KeyValueTableConfiguration;
import io.pravega.client.tables.impl.KeyValueTableFactoryImpl;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.Failures;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.client.read.SegmentRequests;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.security.auth.AccessOperation;
import java.util.HashMap;
import java.util.Map;

/**
 * The key-value tables of the commit ledgers, one in each scope, opened once for each connection: opening takes calls.
 */
public final class LedgerTables implements AutoCloseable {

    static final int KEY_BYTES = 32;

    private final Connection connection;
    private final Controller controller;
    private final Map<String, KeyValueTable> open = new HashMap<>();

    public LedgerTables(Connection connection) {
        this.connection = connection;
        this.controller = connection.controller();
    }

    /** Opens the scope's table, and creates it when there is none. */
    synchronized KeyValueTable in(String scope, Purpose purpose) {
        KeyValueTable table = open.get(scope);
        if (table == null) {
            // Finds out about an existing one first: using it needs no right to create one.
            boolean exists = Failures.await(purpose, controller.getKeyValueTableConfiguration(scope, LEDGER_TABLE)
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
                Failures.await(purpose, controller.createKeyValueTable(scope, LEDGER_TABLE,
                        KeyValueTableConfiguration.builder().partitionCount(1).primaryKeyLength(KEY_BYTES)
                                .secondaryKeyLength(0).build()));
            }
            requireSegmentStore(scope, purpose);
            // The factory is not closed: that would close the shared controller and pool.
            table = new KeyValueTableFactoryImpl(scope, controller, connection.requestPool())
                    .forKeyValueTable(LEDGER_TABLE, KeyValueTableClientConfiguration.builder().build());
            open.put(scope, table);
        }
        return table;
    }

    /**
     * Asks for the table's segment. Requests to a table are repeated for minutes and do not tell why they fail; this
     * one does, for instance when a certificate is bad.
     */
    private void requireSegmentStore(String scope, Purpose purpose) {
        DelegationTokenProvider tokens = DelegationTokenProviderFactory.create(controller, scope,
                LEDGER_TABLE_IN_SEGMENTS, AccessOperation.READ);
        StreamId table = new StreamId(scope, LEDGER_TABLE_IN_SEGMENTS);
        try (SegmentRequests requests = new SegmentRequests(connection, table, 0, tokens)) {
            Failures.await(purpose, requests.state());
        }
    }

    /** Makes the next user open the table again; it may have been deleted. */
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
