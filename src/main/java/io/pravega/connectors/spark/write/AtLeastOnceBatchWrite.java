// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.stream.Cut;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.jspecify.annotations.Nullable;

/**
 * A batch job that writes at least once. Its events can be read as they are written, and stay when it fails. When it
 * overwrites and has succeeded, it deletes what lies before the tail that it found at its start.
 */
final class AtLeastOnceBatchWrite implements BatchWrite {

    private final ClientFactory clients;
    private final WriteOptions options;
    private final RowLayout layout;
    private final boolean overwrite;
    private final EventTimeNotes times;
    private @Nullable Cut before;

    AtLeastOnceBatchWrite(ClientFactory clients, WriteOptions options, RowLayout layout, boolean overwrite,
            EventTimeNotes times) {
        this.clients = clients;
        this.options = options;
        this.layout = layout;
        this.overwrite = overwrite;
        this.times = times;
    }

    @Override
    public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
        if (overwrite) {
            try (PravegaClient client = clients.acquire(options.connection())) {
                before = client.directory(options.stream()).tail();
            }
        }
        return TaskWriterFactory.atLeastOnce(clients, options, layout);
    }

    @Override
    public void commit(WriterCommitMessage[] messages) {
        times.note(clients, options.connection(), TaskCommits.of(messages));
        if (before != null) {
            try (PravegaClient client = clients.acquireAgain(options.connection())) {
                TargetStream.truncate(client, before);
            }
        }
    }

    @Override
    public void abort(WriterCommitMessage[] messages) {
        // What can be read already cannot be taken back.
    }

    @Override
    public String toString() {
        return "at-least-once batch write to Pravega, " + options.streams();
    }
}
