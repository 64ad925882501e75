// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.Clock;
import io.pravega.connectors.spark.client.EventWriter;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.Retries;
import io.pravega.connectors.spark.options.ConnectionOptions;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.stream.StreamId;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;

/**
 * A factory of the tasks' writers, which travels to the executors.
 *
 * @param number the version of a batch; streaming tasks are told their epoch
 * @param done epochs (versions) up to this one are in the stream already, so that their rows are discarded
 * @param ledger whether a ledger keeps what the tasks wrote, to compare it with what a repetition writes
 */
record TaskWriterFactory(ClientFactory clients, ConnectionOptions connection, StreamId stream, boolean exactlyOnce,
        Duration lease, RowLayout layout, long number, long done, boolean ledger)
        implements DataWriterFactory, StreamingDataWriterFactory {

    /** A number below every epoch and version. */
    static final long NOTHING_DONE = -1;

    private static final long serialVersionUID = 1L;

    /** Makes a factory for an at-least-once write: no ledger keeps it. */
    static TaskWriterFactory atLeastOnce(ClientFactory clients, WriteOptions options, RowLayout layout) {
        return of(clients, options, layout, 0, NOTHING_DONE, false);
    }

    static TaskWriterFactory of(ClientFactory clients, WriteOptions options, RowLayout layout, long number, long done,
            boolean ledger) {
        return new TaskWriterFactory(clients, options.connection(), options.stream(), options.exactlyOnce(),
                options.lease(), layout, number, done, ledger);
    }

    @Override
    public DataWriter<InternalRow> createWriter(int partitionId, long taskId) {
        return createWriter(partitionId, taskId, number);
    }

    @Override
    public DataWriter<InternalRow> createWriter(int partitionId, long taskId, long epochId) {
        Digest.Builder digest = new Digest.Builder(ledger);
        if (epochId <= done) {
            return TaskWriter.discarding(layout, partitionId, digest);
        }
        PravegaClient client = clients.acquireAgain(connection);
        Supplier<EventWriter> opener = exactlyOnce ? client.transactions(stream, lease)::begin
                : () -> client.eventWriter(stream);
        return new TaskWriter(layout, partitionId, () -> retried(opener), client::close, digest);
    }

    private <T> T retried(Supplier<T> call) {
        return new Retries(Clock.SYSTEM, connection.serviceOutageTimeout()).ask(call);
    }
}
