// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.options.WriteOptions;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.jspecify.annotations.Nullable;

/** One epoch of a streaming query that writes exactly once; Spark asks for a new object for each epoch. */
final class ExactlyOnceStreamingWrite implements StreamingWrite {

    private final ClientFactory clients;
    private final WriteOptions options;
    private final RowLayout layout;
    private final WriteJob job;
    private final LastCommit lastCommit;
    private @Nullable EpochCommit epoch;

    ExactlyOnceStreamingWrite(ClientFactory clients, WriteOptions options, RowLayout layout, WriteJob job,
            LastCommit lastCommit) {
        this.clients = clients;
        this.options = options;
        this.layout = layout;
        this.job = job;
        this.lastCommit = lastCommit;
    }

    @Override
    public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
        epoch = new EpochCommit(clients, options, job);
        return TaskWriterFactory.of(clients, options, layout, TaskWriterFactory.NOTHING_DONE, epoch.done(),
                job.ledger());
    }

    @Override
    public void commit(long epochId, WriterCommitMessage[] messages) {
        if (epoch == null) {
            throw new IllegalStateException(("Cannot commit epoch %d to stream %s: continuous processing is not "
                    + "supported; use another trigger").formatted(epochId, job.stream()));
        }
        epoch.commit(epochId, messages, lastCommit);
        epoch.close();
        epoch = null;
    }

    /** Withdraws what the tasks wrote. Follows a failure of the tasks or of {@link #commit}. */
    @Override
    public void abort(long epochId, WriterCommitMessage[] messages) {
        if (epoch != null) {
            epoch.abort(messages);
        }
    }

    @Override
    public String toString() {
        return "exactly-once streaming write to Pravega stream " + job.stream();
    }
}
