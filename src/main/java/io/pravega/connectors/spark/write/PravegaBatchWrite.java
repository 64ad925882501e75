// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.stream.Cut;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * A batch job in transactions: nothing of it can be read before all its tasks are through.
 *
 * <p>Overwriting takes the stream's tail just before the first commit, and truncates there after the last. Whatever
 * anybody wrote before that moment goes, even if it was written while the job ran; what others write later stays. Until
 * the truncation, old and new can both be read. A job that fails before its commits takes nothing away.
 */
final class PravegaBatchWrite implements BatchWrite {

    private final WriteOptions options;
    private final RowLayout layout;
    private final WriteJob job;
    private final boolean overwrite;
    private final long number;
    private final CommitProgress progress;
    private CommitSession session;

    PravegaBatchWrite(
            WriteOptions options, RowLayout layout, WriteJob job, boolean overwrite, CommitProgress progress) {
        this.options = options;
        this.layout = layout;
        this.job = job;
        this.overwrite = overwrite;
        this.progress = progress;
        this.number = options.txnVersion().orElse(0);
    }

    @Override
    public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
        session = new CommitSession(options, job);
        return new TaskWriterFactory(options, layout, number, session.done(), job.remembered());
    }

    /** Its executor may be gone long before the last task ends, and its pings with it. */
    @Override
    public void onDataWriterCommit(WriterCommitMessage message) {
        session.adopt((TaskCommit) message);
    }

    @Override
    public void commit(WriterCommitMessage[] messages) {
        Cut before = overwrite ? session.client().directory(job.stream()).tail() : null;
        session.commit(number, messages, progress);
        if (overwrite) {
            Truncation.of(session.client(), before);
        }
        session.close();
    }

    /** Follows a failure of the tasks or of {@link #commit}. */
    @Override
    public void abort(WriterCommitMessage[] messages) {
        try {
            session.abort(messages);
        } finally {
            session.close();
        }
    }

    @Override
    public String toString() {
        return "batch write to Pravega stream " + job.stream();
    }
}
