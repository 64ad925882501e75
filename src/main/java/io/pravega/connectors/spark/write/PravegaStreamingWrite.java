// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.options.WriteOptions;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;

/** One epoch of a streaming query, exactly once; Spark asks for a new one for each. */
final class PravegaStreamingWrite implements StreamingWrite {

    private final WriteOptions options;
    private final RowLayout layout;
    private final WriteJob job;
    private final CommitProgress progress;
    private CommitSession session;

    PravegaStreamingWrite(WriteOptions options, RowLayout layout, WriteJob job, CommitProgress progress) {
        this.options = options;
        this.layout = layout;
        this.job = job;
        this.progress = progress;
    }

    @Override
    public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
        session = new CommitSession(options, job);
        return new TaskWriterFactory(options, layout, TaskWriterFactory.NOTHING_DONE, session.done(),
                job.remembered());
    }

    @Override
    public void commit(long epochId, WriterCommitMessage[] messages) {
        if (session == null) {
            throw new IllegalStateException(("Cannot commit epoch %d to stream %s: continuous processing is not "
                    + "supported; use another trigger").formatted(epochId, job.stream()));
        }
        session.commit(epochId, messages, progress);
        session.close();
        session = null;
    }

    /** Follows a failure of the tasks or of {@link #commit}. */
    @Override
    public void abort(long epochId, WriterCommitMessage[] messages) {
        if (session == null) {
            return;
        }
        try {
            session.abort(messages);
        } finally {
            session.close();
        }
    }

    @Override
    public String toString() {
        return "streaming write to Pravega stream " + job.stream();
    }
}
