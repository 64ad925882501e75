// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.pool;

import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.connectors.spark.client.CommitLedger;
import io.pravega.connectors.spark.client.ConsumptionGroup;
import io.pravega.connectors.spark.client.EventWriter;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.SegmentEvents;
import io.pravega.connectors.spark.client.StreamAdmin;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.client.StreamMarks;
import io.pravega.connectors.spark.client.TransactionCalls;
import io.pravega.connectors.spark.client.Transactions;
import io.pravega.connectors.spark.client.WriterClock;
import io.pravega.connectors.spark.client.append.PromptWriter;
import io.pravega.connectors.spark.client.append.StreamWriter;
import io.pravega.connectors.spark.client.commit.KeepAlive;
import io.pravega.connectors.spark.client.commit.LedgerTables;
import io.pravega.connectors.spark.client.commit.RemoteLedger;
import io.pravega.connectors.spark.client.commit.RemoteTransactionCalls;
import io.pravega.connectors.spark.client.commit.RemoteTransactions;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.SegmentTokens;
import io.pravega.connectors.spark.client.group.RemoteConsumptionGroup;
import io.pravega.connectors.spark.client.read.RemoteDirectory;
import io.pravega.connectors.spark.client.read.RemoteEvents;
import io.pravega.connectors.spark.client.time.RemoteStreamMarks;
import io.pravega.connectors.spark.client.time.RemoteWriterClock;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.security.auth.AccessOperation;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One user's client, which shares its connection and all that holds state on it with other users. */
final class SharedClient implements PravegaClient {

    private final ClientCache<?, Services>.Hold hold;

    SharedClient(ClientCache<?, Services>.Hold hold) {
        this.hold = hold;
    }

    @Override
    public StreamAdmin admin() {
        return new RemoteAdmin(hold.value().connection);
    }

    @Override
    public StreamDirectory directory(StreamId stream) {
        return new RemoteDirectory(hold.value().connection, stream, hold.value().readToken(stream));
    }

    @Override
    public SegmentEvents events() {
        return new RemoteEvents(hold.value().connection, hold.value()::readToken);
    }

    @Override
    public Transactions transactions(StreamId stream, Duration lease) {
        return hold.value().transactions(stream, lease);
    }

    @Override
    public TransactionCalls transactions(Function<UUID, StreamId> streamOf, Duration lease) {
        Services services = hold.value();
        return new RemoteTransactionCalls(services.connection, services.keepAlive, streamOf, lease);
    }

    @Override
    public EventWriter promptWriter(StreamId stream, Duration interval) {
        return new PromptWriter(new StreamWriter(hold.value().connection, stream), interval);
    }

    @Override
    public EventWriter eventWriter(StreamId stream) {
        return new StreamWriter(hold.value().connection, stream);
    }

    @Override
    public CommitLedger ledger(String scope) {
        return new RemoteLedger(hold.value().ledgers, scope);
    }

    @Override
    public ConsumptionGroup consumptionGroup(StreamId stream, String name) {
        return RemoteConsumptionGroup.open(hold.value().connection, stream, name);
    }

    @Override
    public WriterClock writerClock(StreamId stream, String writer) {
        return new RemoteWriterClock(hold.value().connection, stream, writer);
    }

    @Override
    public StreamMarks marks(StreamId stream) {
        return new RemoteStreamMarks(stream, directory(RemoteStreamMarks.markStream(stream)), events());
    }

    @Override
    public void close() {
        hold.close();
    }

    /** The connection to one cluster, and what all its users have in common. */
    static final class Services {

        private static final Logger LOG = LoggerFactory.getLogger(SharedClient.class);

        private final Connection connection;
        private final KeepAlive keepAlive;
        private final LedgerTables ledgers;
        private final Map<StreamId, DelegationTokenProvider> readTokens = new ConcurrentHashMap<>();
        private final Map<TransactionsKey, Transactions> transactions = new ConcurrentHashMap<>();

        Services(Connection connection) {
            this.connection = connection;
            this.keepAlive = new KeepAlive(connection.controller(), connection.outageTimeout());
            this.ledgers = new LedgerTables(connection);
        }

        private DelegationTokenProvider readToken(StreamId stream) {
            return readTokens.computeIfAbsent(stream,
                    key -> new SegmentTokens(connection.controller(), key, AccessOperation.READ));
        }

        private Transactions transactions(StreamId stream, Duration lease) {
            return transactions.computeIfAbsent(new TransactionsKey(stream, lease),
                    key -> new RemoteTransactions(connection, keepAlive, key.stream(), key.lease()));
        }

        /** Whether closing would let a transaction expire that a finished task left to be committed. */
        boolean isBusy() {
            return keepAlive.isNeeded();
        }

        void close() {
            try {
                keepAlive.stop();
                ledgers.close();
                connection.close();
            } catch (RuntimeException e) {
                LOG.warn("Cannot close the connections to {}: {}", connection.config().getControllerURI(),
                        e.toString());
            }
        }

        /** The transactions hold the token to write to the stream, hence one object for all tasks and epochs. */
        private record TransactionsKey(StreamId stream, Duration lease) {
        }
    }
}
