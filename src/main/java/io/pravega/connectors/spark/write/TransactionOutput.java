// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.EventSink;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.TransactionWriter;
import io.pravega.connectors.spark.client.Transactions;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exactly once: a transaction, which the driver commits. */
final class TransactionOutput implements TaskOutput {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionOutput.class);

    private final PravegaClient client;
    private final Transactions transactions;
    private TransactionWriter writer;

    TransactionOutput(PravegaClient client, Transactions transactions) {
        this.client = client;
        this.transactions = transactions;
    }

    @Override
    public EventSink sink() {
        if (writer == null) {
            writer = transactions.begin();
        }
        return writer;
    }

    @Override
    public UUID commit() {
        if (writer == null) {
            return null;
        }
        writer.flush();
        return writer.transactionId();
    }

    @Override
    public void abort() {
        if (writer == null) {
            return;
        }
        Pace.uninterrupted(() -> {
            try {
                transactions.abort(writer.transactionId());
            } catch (RuntimeException e) {
                LOG.warn("Could not abort transaction {}, which will expire", writer.transactionId(), e);
            }
        });
    }

    @Override
    public void close() {
        try {
            if (writer != null) {
                writer.close();
            }
        } finally {
            client.close();
        }
    }
}
