// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.PravegaClients;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.StreamId;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * A batch job at least once. Its events can be read as they are written, and stay when it fails; overwriting deletes
 * what lies before the tail at its start, when it has succeeded.
 */
final class DirectBatchWrite implements BatchWrite {

    private final WriteOptions options;
    private final RowLayout layout;
    private final StreamId stream;
    private final boolean overwrite;
    private Cut before;

    DirectBatchWrite(WriteOptions options, RowLayout layout, StreamId stream, boolean overwrite) {
        this.options = options;
        this.layout = layout;
        this.stream = stream;
        this.overwrite = overwrite;
    }

    @Override
    public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
        if (overwrite) {
            try (PravegaClient client = PravegaClients.lease(options.connection())) {
                before = client.directory(stream).tail();
            }
        }
        return TaskWriterFactory.unremembered(options, layout);
    }

    @Override
    public void commit(WriterCommitMessage[] messages) {
        if (overwrite) {
            try (PravegaClient client = PravegaClients.lease(options.connection())) {
                Truncation.of(client, before);
            }
        }
    }

    @Override
    public void abort(WriterCommitMessage[] messages) {
        // What can be read already cannot be taken back.
    }

    @Override
    public String toString() {
        return "at-least-once batch write to Pravega stream " + stream;
    }
}
