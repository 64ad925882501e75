// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.write.commit.WriteJob;
import java.util.Objects;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.jspecify.annotations.Nullable;

/** One epoch of a streaming query that writes exactly once; Spark asks for a new object for each epoch. */
final class ExactlyOnceStreamingWrite implements StreamingWrite {

    /** {@code StreamExecution.IS_CONTINUOUS_PROCESSING}, whose class is none of Spark's public ones. */
    private static final String CONTINUOUS_PROCESSING = "__is_continuous_processing";

    private final ClientFactory clients;
    private final WriteOptions options;
    private final RowLayout layout;
    private final WriteJob job;
    private final LastCommit lastCommit;
    private final EventTimeNotes times;
    private @Nullable EpochCommit epoch;

    ExactlyOnceStreamingWrite(ClientFactory clients, WriteOptions options, RowLayout layout, WriteJob job,
            LastCommit lastCommit, EventTimeNotes times) {
        this.clients = clients;
        this.options = options;
        this.layout = layout;
        this.job = job;
        this.lastCommit = lastCommit;
        this.times = times;
    }

    @Override
    public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
        refuseContinuousProcessing();
        epoch = new EpochCommit(clients, options, job);
        return TaskWriterFactory.of(clients, options, layout, TaskWriterFactory.NOTHING_DONE, epoch.done(),
                job.ledger());
    }

    /**
     * Refuses a query with {@code Trigger.Continuous} before its first task. Its epochs overlap, and Spark asks for one
     * factory for all of them. Spark calls this on the query's thread and says there, in this property, of which kind
     * the query is; no capability of a table tells the two kinds of streaming writes apart.
     */
    private void refuseContinuousProcessing() {
        if (Boolean.parseBoolean(SparkContext.getOrCreate().getLocalProperty(CONTINUOUS_PROCESSING))) {
            throw new UnsupportedOperationException(("Cannot write to %s exactly once with continuous "
                    + "processing: use another trigger than Trigger.Continuous").formatted(job.target()));
        }
    }

    @Override
    public void commit(long epochId, WriterCommitMessage[] messages) {
        EpochCommit ending = Objects.requireNonNull(epoch);
        ending.commit(epochId, messages, lastCommit, times);
        ending.close();
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
        return "exactly-once streaming write to Pravega " + job.target();
    }
}
