// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.Clock;
import io.pravega.connectors.spark.client.EventWriter;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.RealTimeMode;
import io.pravega.connectors.spark.client.Retries;
import io.pravega.connectors.spark.options.ConnectionOptions;
import io.pravega.connectors.spark.options.StreamChoice;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.connectors.spark.write.commit.Digest;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;

/**
 * A factory of the tasks' writers, which travels to the executors.
 *
 * @param streams those that rows may go to, of one scope
 * @param number the version of a batch; streaming tasks are told their epoch
 * @param done epochs (versions) up to this one are in the stream already, so that their rows are discarded
 * @param ledger whether a ledger keeps what the tasks wrote, to compare it with what a repetition writes
 */
record TaskWriterFactory(ClientFactory clients, ConnectionOptions connection, StreamChoice streams, boolean exactlyOnce,
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
        return new TaskWriterFactory(clients, options.connection(), options.streams(), options.exactlyOnce(),
                options.lease(), layout, number, done, ledger);
    }

    @Override
    public DataWriter<InternalRow> createWriter(int partitionId, long taskId) {
        return createWriter(partitionId, taskId, number);
    }

    @Override
    public DataWriter<InternalRow> createWriter(int partitionId, long taskId, long epochId) {
        if (epochId <= done) {
            return TaskWriter.discarding(layout, partitionId, parts(partitionId, stream -> new DiscardingWriter()));
        }
        PravegaClient client = clients.acquireAgain(connection);
        return new TaskWriter(layout, partitionId,
                parts(partitionId, stream -> retried(() -> open(client, stream))), client::close);
    }

    private StreamParts parts(int partition, Function<StreamId, EventWriter> opener) {
        if (streams instanceof StreamChoice.One one) {
            return new StreamParts.One(
                    new StreamPart(null, () -> opener.apply(one.stream()), new Digest.Builder(ledger)));
        }
        return new StreamParts.Several(layout.stream(), partition, TargetStream.of(streams).scope(), streams,
                stream -> new StreamPart(stream.name(), () -> opener.apply(stream), new Digest.Builder(ledger)));
    }

    private EventWriter open(PravegaClient client, StreamId stream) {
        if (streams instanceof StreamChoice.Matching && !client.admin().streamExists(stream)) {
            throw new IllegalArgumentException(("Cannot write stream '%s': it does not exist, and stream_pattern "
                    + "creates none").formatted(stream));
        }
        if (!isInRealTime()) {
            return exactlyOnce ? client.transactions(stream, lease).begin() : client.eventWriter(stream);
        }
        if (exactlyOnce) {
            throw new IllegalArgumentException(("Cannot write stream '%s' exactly once in real-time mode: Spark does "
                    + "not repeat a batch as it was; set exactly_once=false").formatted(stream));
        }
        return client.promptWriter(stream, RealTimeMode.FLUSH_INTERVAL);
    }

    /** Tells whether the task is one of a query that reads Pravega in real-time mode. */
    private static boolean isInRealTime() {
        TaskContext task = TaskContext.get();
        return task != null && task.getLocalProperty(RealTimeMode.PROPERTY) != null;
    }

    private <T> T retried(Supplier<T> call) {
        return new Retries(Clock.SYSTEM, connection.serviceOutageTimeout()).ask(call);
    }
}
