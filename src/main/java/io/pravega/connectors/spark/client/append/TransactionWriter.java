// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.append;

import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.client.segment.impl.Segment;
import io.pravega.client.stream.impl.StreamSegments;
import io.pravega.client.stream.impl.TxnSegments;
import io.pravega.connectors.spark.client.Transactions;
import io.pravega.connectors.spark.client.WriteFailedException;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.NameUtils;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A writer to a transaction's own segments, one for each segment that the stream had when the transaction began. */
public final class TransactionWriter extends SegmentedWriter {

    private final StreamId stream;
    private final UUID transaction;
    private final Transactions transactions;

    /** @param transactions those of the stream, for the transaction's state and its abort */
    public TransactionWriter(Connection connection, StreamId stream, DelegationTokenProvider tokens, TxnSegments begun,
            Transactions transactions) {
        super(connection, Purpose.writing(stream, "write to transaction %s of stream %s"
                .formatted(begun.getTxnId(), stream)), tokens, begun.getStreamSegments());
        this.stream = stream;
        this.transaction = begun.getTxnId();
        this.transactions = transactions;
    }

    @Override
    public Optional<UUID> transactionId() {
        return Optional.of(transaction);
    }

    @Override
    public void abort() {
        transactions.abort(transaction);
    }

    @Override
    String target(Segment segment) {
        return NameUtils.getTransactionNameFromId(segment.getScopedName(), transaction);
    }

    @Override
    StreamSegments afterSealing(Segment sealed, StreamSegments segments) {
        throw new WriteFailedException("Cannot write to transaction %s of stream %s: the server says it is %s"
                .formatted(transaction, stream, transactions.statuses(Set.of(transaction)).get(transaction)), null);
    }
}
