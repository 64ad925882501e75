// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.commit;

import static io.pravega.connectors.spark.client.connection.TableTokenController.LEDGER_TABLE;
import static io.pravega.connectors.spark.client.connection.TableTokenController.LEDGER_TABLE_IN_SEGMENTS;

import io.pravega.client.control.impl.Controller;
import io.pravega.client.segment.impl.Segment;
import io.pravega.client.tables.KeyValueTable;
import io.pravega.client.tables.KeyValueTableClientConfiguration;
import io.pravega.client.tables.KeyValueTableConfiguration;
import io.pravega.client.tables.impl.KeyValueTableFactoryImpl;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.Failures;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.client.connection.SegmentTokens;
import io.pravega.connectors.spark.client.read.SegmentRequests;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.security.auth.AccessOperation;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The key-value tables of the commit ledgers, one in each scope, opened once for each connection: opening takes calls.
 */
public final class LedgerTables implements AutoCloseable {

    static final int KEY_BYTES = 32;

    private final Connection connection;
    private final Controller controller;
    private final Map<String, SegmentTokens> tokens = new ConcurrentHashMap<>();
    private final Map<String, SharedTable> tables = new HashMap<>();

    public LedgerTables(Connection connection) {
        this.connection = connection;
        this.controller = connection.controller();
    }

    /**
     * Uses the scope's table, which is opened, and created when there is none, by the first call. Calls that come
     * together wait for one opening.
     *
     * @param call may be repeated when it fails, by the caller
     */
    <T> T use(String scope, Purpose purpose, Function<KeyValueTable, T> call) {
        SharedTable table = acquire(scope, purpose);
        try {
            return call.apply(table.opened.join());
        } finally {
            release(table);
        }
    }

    private SharedTable acquire(String scope, Purpose purpose) {
        String token = connection.await(purpose, tokens(scope).retrieveToken());
        SharedTable table;
        boolean first;
        synchronized (this) {
            SharedTable known = tables.get(scope);
            if (known != null && !known.token.equals(token)) {
                // Pravega's client keeps the token that it got then until it ends by the clock of this machine.
                forget(scope, known);
                known = null;
            }
            first = known == null;
            table = known == null ? new SharedTable(token) : known;
            table.users++;
            tables.put(scope, table);
        }
        try {
            if (first) {
                table.opened.complete(open(scope, purpose));
            }
            connection.await(purpose, table.opened);
            return table;
        } catch (Throwable e) {
            // Pravega's client throws a checked exception, too, when the thread is interrupted.
            if (first) {
                table.opened.completeExceptionally(e);
            }
            forget(scope, table);
            release(table);
            throw e;
        }
    }

    private synchronized void release(SharedTable table) {
        table.users--;
        closeUnused(table);
    }

    /**
     * Makes the next user open the table again; it may have been deleted, or its server may not answer. Those who use
     * it at this moment go on with it.
     */
    synchronized void forget(String scope) {
        SharedTable table = tables.get(scope);
        if (table != null) {
            forget(scope, table);
        }
    }

    private synchronized void forget(String scope, SharedTable table) {
        tables.remove(scope, table);
        table.forgotten = true;
        closeUnused(table);
    }

    private static void closeUnused(SharedTable table) {
        if (table.forgotten && table.users == 0) {
            table.close();
        }
    }

    /** Whether the scope has a table. */
    boolean exists(String scope, Purpose purpose) {
        return connection.await(purpose, controller.getKeyValueTableConfiguration(scope, LEDGER_TABLE)
                .handle((found, failure) -> {
                    if (failure == null) {
                        return true;
                    }
                    if (Failures.unwrap(failure) instanceof IllegalArgumentException) {
                        return false;
                    }
                    throw Failures.translate(purpose, failure);
                }));
    }

    private KeyValueTable open(String scope, Purpose purpose) {
        // Finds out about an existing one first: using it needs no right to create one.
        if (!exists(scope, purpose)) {
            connection.await(purpose, controller.createKeyValueTable(scope, LEDGER_TABLE,
                    KeyValueTableConfiguration.builder().partitionCount(1).primaryKeyLength(KEY_BYTES)
                            .secondaryKeyLength(0).build()));
        }
        requireSegmentStore(scope, purpose);
        // The factory is not closed: that would close the shared controller and pool.
        return new KeyValueTableFactoryImpl(scope, controller, connection.requestPool())
                .forKeyValueTable(LEDGER_TABLE, KeyValueTableClientConfiguration.builder().build());
    }

    /** Leaves the server of the table, which did not answer. */
    void leaveSilentServer(String scope) {
        CompletableFuture<?> unused = controller
                .getEndpointForSegment(new Segment(scope, LEDGER_TABLE_IN_SEGMENTS, 0).getScopedName())
                .thenAccept(connection::leaveSilent);
    }

    /**
     * Checks that the table's segment can be reached. Requests to a table are repeated for minutes and do not tell why
     * they fail; this one does, for instance when a certificate is bad.
     */
    private void requireSegmentStore(String scope, Purpose purpose) {
        try (SegmentRequests requests = new SegmentRequests(connection, segments(scope), 0, tokens(scope))) {
            connection.await(purpose, requests.state());
        }
    }

    private SegmentTokens tokens(String scope) {
        return tokens.computeIfAbsent(scope,
                key -> new SegmentTokens(controller, segments(key), AccessOperation.READ));
    }

    /** Returns the stream that the table's segments would belong to, by their names. */
    private static StreamId segments(String scope) {
        return new StreamId(scope, LEDGER_TABLE_IN_SEGMENTS);
    }

    @Override
    public synchronized void close() {
        tables.values().forEach(SharedTable::close);
        tables.clear();
    }

    /** A table, or the promise of it, and how many calls use it. */
    private static final class SharedTable {
        private final String token;
        private final CompletableFuture<KeyValueTable> opened = new CompletableFuture<>();
        private int users;
        private boolean forgotten;

        private SharedTable(String token) {
            this.token = token;
        }

        private void close() {
            if (opened.isDone() && !opened.isCompletedExceptionally()) {
                opened.join().close();
            }
        }
    }
}
