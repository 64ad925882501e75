// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.Clock;
import io.pravega.connectors.spark.client.CommitLedger;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.TransactionCalls;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.connectors.spark.write.commit.EpochCommitter;
import io.pravega.connectors.spark.write.commit.TaskCommit;
import io.pravega.connectors.spark.write.commit.TransactionStreams;
import io.pravega.connectors.spark.write.commit.VolatileLedger;
import io.pravega.connectors.spark.write.commit.WriteJob;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * The driver's part in one epoch (or batch): a client and the committer. {@link #abort} ends it; after {@link #commit}
 * it must be closed.
 */
final class EpochCommit implements AutoCloseable {

    private final WriteOptions options;
    private final PravegaClient client;
    private final TransactionStreams streams;
    private final TransactionCalls transactions;
    private final EpochCommitter committer;
    private final long done;

    /** @throws RuntimeException of the ledger when it cannot be used */
    EpochCommit(ClientFactory clients, WriteOptions options, WriteJob job) {
        this.options = options;
        client = clients.acquireAgain(options.connection());
        try {
            streams = new TransactionStreams(job);
            transactions = job.several() ? client.transactions(streams::of, options.lease())
                    : client.transactions(job.stream(), options.lease());
            CommitLedger ledger = job.ledger() ? client.ledger(job.stream().scope()) : new VolatileLedger();
            committer = new EpochCommitter(job, streams, transactions, ledger, Clock.SYSTEM,
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

    /** Keeps the task's transactions alive from now on, as its executor does. */
    void adopt(WriterCommitMessage message) {
        streams.ids(TaskCommits.of(message)).forEach(transactions::keepAlive);
    }

    void commit(long number, WriterCommitMessage[] messages, LastCommit lastCommit, EventTimeNotes times) {
        long began = System.nanoTime();
        List<TaskCommit> tasks = TaskCommits.of(messages);
        List<TaskCommit> written = committer.commit(number, tasks);
        // Of all tasks, written now or before: the driver that wrote them may have died before it noted the time.
        SortedMap<StreamId, Long> latest = times.latest(tasks);
        if (options.readAfterWriteConsistency() || !latest.isEmpty()) {
            committer.awaitVisible(options.statusPollInterval());
        }
        times.note(client, latest);
        lastCommit.set(written, Duration.ofNanos(System.nanoTime() - began));
    }

    void abort(WriterCommitMessage[] messages) {
        try {
            Clock.uninterrupted(() -> committer.abort(TaskCommits.of(messages)));
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
