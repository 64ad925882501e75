// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.PravegaClients;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.stream.StreamId;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;

/**
 * Travels to the executors and makes the tasks' writers there.
 *
 * @param number the version of a batch; streaming tasks are told their epoch
 * @param done epochs (versions) up to this one are in the stream already, so that their rows are dropped
 * @param remembered whether a ledger keeps what the tasks wrote, to compare it with what a repetition writes
 */
record TaskWriterFactory(WriteOptions options, RowLayout layout, long number, long done, boolean remembered)
        implements DataWriterFactory, StreamingDataWriterFactory {

    /** Below every number. */
    static final long NOTHING_DONE = -1;

    private static final long serialVersionUID = 1L;

    /** For what is written at least once: nobody remembers it. */
    static TaskWriterFactory unremembered(WriteOptions options, RowLayout layout) {
        return new TaskWriterFactory(options, layout, 0, NOTHING_DONE, false);
    }

    @Override
    public DataWriter<InternalRow> createWriter(int partitionId, long taskId) {
        return createWriter(partitionId, taskId, number);
    }

    @Override
    public DataWriter<InternalRow> createWriter(int partitionId, long taskId, long epochId) {
        return new TaskWriter(layout, partitionId, epochId <= done ? new DroppedOutput() : output(),
                new DigestBuilder(remembered));
    }

    private TaskOutput output() {
        StreamId stream = new StreamId(options.scope(), options.stream());
        PravegaClient client = PravegaClients.lease(options.connection());
        return options.exactlyOnce()
                ? new TransactionOutput(client, client.transactions(stream, CommitSession.lease(options)))
                : new DirectOutput(client, stream);
    }
}
