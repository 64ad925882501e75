// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.CommitLedger;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.PravegaClients;
import io.pravega.connectors.spark.client.Transactions;
import io.pravega.connectors.spark.options.WriteOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** The driver's part in one epoch (or batch): a lease on the clients, and the committer. Ends with commit or abort. */
final class CommitSession {

    private final WriteOptions options;
    private final PravegaClient client;
    private final Transactions transactions;
    private final EpochCommitter committer;
    private final long done;

    /** @throws RuntimeException of the ledger when it cannot be used */
    CommitSession(WriteOptions options, WriteJob job) {
        this.options = options;
        client = PravegaClients.lease(options.connection());
        try {
            transactions = client.transactions(job.stream(), lease(options));
            CommitLedger ledger = job.remembered() ? client.ledger(job.stream().scope()) : new VolatileLedger();
            committer = new EpochCommitter(job, transactions, ledger, Pace.REAL);
            done = committer.open();
        } catch (Throwable e) {
            client.close();
            throw e;
        }
    }

    static Duration lease(WriteOptions options) {
        return options.transactionTimeout().orElse(WriteOptions.DEFAULT_TRANSACTION_TIMEOUT);
    }

    /** The last epoch (version) whose rows are not needed any more. */
    long done() {
        return done;
    }

    PravegaClient client() {
        return client;
    }

    /** From now on the driver, too, keeps the task's transaction alive. */
    void adopt(TaskCommit task) {
        if (task.transaction() != null) {
            transactions.keepAlive(task.transaction());
        }
    }

    void commit(long number, WriterCommitMessage[] messages, CommitProgress progress) {
        long began = System.nanoTime();
        List<TaskCommit> tasks = tasks(messages);
        committer.commit(number, tasks);
        if (options.readAfterWriteConsistency()) {
            committer.awaitVisible(options.statusPollInterval());
        }
        progress.committed(tasks, Duration.ofNanos(System.nanoTime() - began));
    }

    void abort(WriterCommitMessage[] messages) {
        Pace.uninterrupted(() -> committer.abort(tasks(messages)));
    }

    void close() {
        client.close();
    }

    private static List<TaskCommit> tasks(WriterCommitMessage[] messages) {
        // Spark leaves gaps where tasks did not get to their end.
        return Arrays.stream(messages).filter(Objects::nonNull).map(TaskCommit.class::cast).toList();
    }
}
