// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.Clock;
import io.pravega.connectors.spark.client.CommitLedger;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.Transactions;
import io.pravega.connectors.spark.options.WriteOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * The driver's part in one epoch (or batch): a client and the committer. {@link #abort} ends it; after {@link #commit}
 * it must be closed.
 */
final class EpochCommit implements AutoCloseable {

    private final WriteOptions options;
    private final PravegaClient client;
    private final Transactions transactions;
    private final EpochCommitter committer;
    private final long done;

    /** @throws RuntimeException of the ledger when it cannot be used */
    EpochCommit(ClientFactory clients, WriteOptions options, WriteJob job) {
        this.options = options;
        client = clients.acquireAgain(options.connection());
        try {
            transactions = client.transactions(job.stream(), options.lease());
            CommitLedger ledger = job.ledger() ? client.ledger(job.stream().scope()) : new VolatileLedger();
            committer = new EpochCommitter(job, transactions, ledger, Clock.SYSTEM,
                    options.connection().serviceOutageTimeout());
            done = committer.open();
        } catch (Throwable e) {
            client.close();
            throw e;
        }
    }

    /** Returns the last epoch (version) whose rows are not needed any more. */
    long done() {
        return done;
    }

    PravegaClient client() {
        return client;
    }

    /** Keeps the task's transaction alive from now on, as its executor does. */
    void adopt(TaskCommit task) {
        if (task.transaction() != null) {
            transactions.keepAlive(task.transaction());
        }
    }

    void commit(long number, WriterCommitMessage[] messages, LastCommit lastCommit) {
        long began = System.nanoTime();
        List<TaskCommit> written = committer.commit(number, tasks(messages));
        if (options.readAfterWriteConsistency()) {
            committer.awaitVisible(options.statusPollInterval());
        }
        lastCommit.set(written, Duration.ofNanos(System.nanoTime() - began));
    }

    void abort(WriterCommitMessage[] messages) {
        try {
            Clock.uninterrupted(() -> committer.abort(tasks(messages)));
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static List<TaskCommit> tasks(WriterCommitMessage[] messages) {
        // Spark leaves gaps where tasks did not get to their end.
        return Arrays.stream(messages).filter(Objects::nonNull).map(TaskCommit.class::cast).toList();
    }
}
