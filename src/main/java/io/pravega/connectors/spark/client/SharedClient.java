// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.client.security.auth.DelegationTokenProviderFactory;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.security.auth.AccessOperation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all leases on one connection share. */
final class SharedClient {

    private static final Logger LOG = LoggerFactory.getLogger(SharedClient.class);

    private final Connection connection;
    private final Map<StreamId, DelegationTokenProvider> readTokens = new ConcurrentHashMap<>();
    private final Map<TransactionsKey, Transactions> transactions = new ConcurrentHashMap<>();

    SharedClient(Connection connection) {
        this.connection = connection;
    }

    StreamAdmin admin() {
        return new ServerAdmin(connection);
    }

    StreamDirectory directory(StreamId stream) {
        return new ServerDirectory(connection, stream, readToken(stream));
    }

    SegmentEvents events() {
        return new ServerEvents(connection, this::readToken);
    }

    Transactions transactions(StreamId stream, Duration lease) {
        return transactions.computeIfAbsent(new TransactionsKey(stream, lease),
                key -> new ServerTransactions(connection, key.stream(), key.lease()));
    }

    EventWriter eventWriter(StreamId stream) {
        return new ServerEventWriter(connection, stream);
    }

    CommitLedger ledger(String scope) {
        return new ServerLedger(connection, scope);
    }

    /** A token is good for many requests; its provider renews it. */
    private DelegationTokenProvider readToken(StreamId stream) {
        return readTokens.computeIfAbsent(stream, key -> DelegationTokenProviderFactory.create(
                connection.controller(), key.scope(), key.name(), AccessOperation.READ));
    }

    /** Whether there is work that must go on although nobody holds a lease. */
    boolean isBusy() {
        return connection.keepsTransactionsAlive();
    }

    void close() {
        try {
            connection.close();
        } catch (RuntimeException e) {
            LOG.warn("Cannot close the connections to {}: {}", connection.config().getControllerURI(), e.toString());
        }
    }

    /** It holds the token to write to the stream, hence one for all tasks and epochs. */
    private record TransactionsKey(StreamId stream, Duration lease) {
    }
}
