// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.stream.StreamId;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;

/** One epoch of a streaming query, at least once: all is done when the tasks are. */
final class DirectStreamingWrite implements StreamingWrite {

    private final WriteOptions options;
    private final RowLayout layout;

    DirectStreamingWrite(WriteOptions options, RowLayout layout) {
        this.options = options;
        this.layout = layout;
    }

    @Override
    public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
        return TaskWriterFactory.unremembered(options, layout);
    }

    @Override
    public void commit(long epochId, WriterCommitMessage[] messages) {
        // The tasks' events are in the stream.
    }

    @Override
    public void abort(long epochId, WriterCommitMessage[] messages) {
        // What can be read already cannot be taken back.
    }

    @Override
    public String toString() {
        return "at-least-once streaming write to Pravega stream " + new StreamId(options.scope(), options.stream());
    }
}
