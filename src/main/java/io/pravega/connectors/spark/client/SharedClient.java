package io.pravega.connectors.spark.client;

import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.client.security.auth.DelegationTokenProviderFactory;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.security.auth.AccessOperation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What all leases on one connection share. */
final class SharedClient {

    private final Connection connection;
    private final Map<StreamId, DelegationTokenProvider> readTokens = new ConcurrentHashMap<>();

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
        throw new UnsupportedOperationException();
    }

    EventWriter eventWriter(StreamId stream) {
        throw new UnsupportedOperationException();
    }

    CommitLedger ledger(String scope) {
        throw new UnsupportedOperationException();
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
        connection.close();
    }
}
