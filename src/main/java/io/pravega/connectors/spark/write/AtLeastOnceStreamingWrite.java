// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.options.WriteOptions;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;

/** One epoch of a streaming query that writes at least once: all is done when the tasks are. */
final class AtLeastOnceStreamingWrite implements StreamingWrite {

    private final ClientFactory clients;
    private final WriteOptions options;
    private final RowLayout layout;
    private final EventTimeNotes times;

    AtLeastOnceStreamingWrite(ClientFactory clients, WriteOptions options, RowLayout layout,
            EventTimeNotes times) {
        this.clients = clients;
        this.options = options;
        this.layout = layout;
        this.times = times;
    }

    @Override
    public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
        return TaskWriterFactory.atLeastOnce(clients, options, layout);
    }

    @Override
    public void commit(long epochId, WriterCommitMessage[] messages) {
        // The tasks' events are in the stream.
        times.note(clients, options.connection(), TaskCommits.of(messages));
    }

    @Override
    public void abort(long epochId, WriterCommitMessage[] messages) {
        // What can be read already cannot be taken back.
    }

    @Override
    public String toString() {
        return "at-least-once streaming write to Pravega, " + options.streams();
    }
}
