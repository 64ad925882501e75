// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.client.segment.impl.Segment;
import io.pravega.client.stream.impl.StreamSegments;
import io.pravega.client.stream.impl.TxnSegments;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.NameUtils;
import java.util.UUID;

/** Writes to the transaction's own segments, one for each segment the stream had when it began. */
final class ServerTransactionWriter extends SegmentedSink implements TransactionWriter {

    private final StreamId stream;
    private final UUID transaction;
    private final ServerTransactions transactions;

    ServerTransactionWriter(Connection connection, StreamId stream, DelegationTokenProvider tokens, TxnSegments begun,
            ServerTransactions transactions) {
        super(connection, Purpose.writing(stream, "write to transaction %s of stream %s"
                .formatted(begun.getTxnId(), stream)), tokens, begun.getStreamSegments());
        this.stream = stream;
        this.transaction = begun.getTxnId();
        this.transactions = transactions;
    }

    @Override
    public UUID transactionId() {
        return transaction;
    }

    @Override
    String target(Segment segment) {
        return NameUtils.getTransactionNameFromId(segment.getScopedName(), transaction);
    }

    @Override
    StreamSegments afterSealing(Segment sealed, StreamSegments segments) {
        throw new WriteFailedException("Cannot write to transaction %s of stream %s: the server says it is %s"
                .formatted(transaction, stream, transactions.status(transaction)), null);
    }

    @Override
    public void close() {
        release();
    }
}
