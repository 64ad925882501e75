// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.write.commit.WriteJob;
import java.util.Objects;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.jspecify.annotations.Nullable;

/**
 * A batch job that writes in transactions: nothing of it can be read before all its tasks are done.
 *
 * <p>Overwriting takes the stream's tail just before the first commit, and truncates there after the last. Whatever
 * anybody wrote before that moment goes, even if it was written while the job ran; what others write later stays. Until
 * the truncation, old and new can both be read. A job that fails before its commits takes nothing away.
 */
final class ExactlyOnceBatchWrite implements BatchWrite {

    private final ClientFactory clients;
    private final WriteOptions options;
    private final RowLayout layout;
    private final WriteJob job;
    private final boolean overwrite;
    private final long number;
    private final LastCommit lastCommit;
    private final EventTimeNotes times;
    private @Nullable EpochCommit epoch;

    ExactlyOnceBatchWrite(ClientFactory clients, WriteOptions options, RowLayout layout, WriteJob job,
            boolean overwrite, LastCommit lastCommit, EventTimeNotes times) {
        this.clients = clients;
        this.options = options;
        this.layout = layout;
        this.job = job;
        this.overwrite = overwrite;
        this.lastCommit = lastCommit;
        this.times = times;
        this.number = options.txnVersion().orElse(0);
    }

    @Override
    public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
        epoch = new EpochCommit(clients, options, job);
        return TaskWriterFactory.of(clients, options, layout, number, epoch.done(), job.ledger());
    }

    /**
     * Adopts the task's transactions: its executor may be gone long before the last task ends, and its pings with it.
     */
    @Override
    public void onDataWriterCommit(WriterCommitMessage message) {
        epoch().adopt(message);
    }

    @Override
    public void commit(WriterCommitMessage[] messages) {
        EpochCommit open = epoch();
        Cut before = overwrite ? open.client().directory(job.stream()).tail() : null;
        open.commit(number, messages, lastCommit, times);
        if (before != null) {
            TargetStream.truncate(open.client(), before);
        }
        open.close();
    }

    /** Withdraws what the tasks wrote. Follows a failure of the tasks or of {@link #commit}. */
    @Override
    public void abort(WriterCommitMessage[] messages) {
        epoch().abort(messages);
    }

    /** Returns the epoch that {@link #createBatchWriterFactory} opened, which Spark calls first. */
    private EpochCommit epoch() {
        return Objects.requireNonNull(epoch);
    }

    @Override
    public String toString() {
        return "exactly-once batch write to Pravega " + job.target();
    }
}
