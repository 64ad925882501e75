// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.EventSink;
import io.pravega.connectors.spark.client.TransactionWriter;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.DataWriter;

/** Turns one task's rows into events. */
final class TaskWriter implements DataWriter<InternalRow> {

    private final RowLayout layout;
    private final int partition;
    private final TaskOutput output;
    private final DigestBuilder digest;
    private EventSink sink;

    TaskWriter(RowLayout layout, int partition, TaskOutput output, DigestBuilder digest) {
        this.layout = layout;
        this.partition = partition;
        this.output = output;
        this.digest = digest;
    }

    @Override
    public void write(InternalRow row) {
        if (row.isNullAt(layout.event())) {
            throw new IllegalArgumentException(("Cannot write a row of partition %d to Pravega: its column 'event' is"
                    + " null; leave such rows out (where event is not null) or give them a value (coalesce)")
                    .formatted(partition));
        }
        String key = layout.routingKey() < 0 || row.isNullAt(layout.routingKey()) ? null
                : row.getUTF8String(layout.routingKey()).toString();
        if (layout.text() || row instanceof UnsafeRow) {
            // A view of the row's own bytes, where they are on the heap. An UnsafeRow holds binary values as it holds
            // text, and getBinary would copy them.
            ByteBuffer bytes = row.getUTF8String(layout.event()).getByteBuffer();
            write(key, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        } else {
            byte[] bytes = row.getBinary(layout.event());
            write(key, bytes, 0, bytes.length);
        }
    }

    private void write(String key, byte[] bytes, int offset, int length) {
        if (length > EventSink.MAX_EVENT_BYTES) {
            throw new IllegalArgumentException(("Cannot write a row of partition %d to Pravega: its event has %d bytes,"
                    + " the limit is %d").formatted(partition, length, EventSink.MAX_EVENT_BYTES));
        }
        if (sink == null) {
            sink = output.sink();
        }
        sink.write(key, bytes, offset, length);
        digest.add(key, bytes, offset, length);
    }

    @Override
    public TaskCommit commit() {
        UUID transaction = output.commit();
        return new TaskCommit(partition, transaction, digest.digest());
    }

    @Override
    public void abort() {
        output.abort();
    }

    @Override
    public void close() {
        output.close();
    }

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
        return SinkMetrics.of(digest.digest(), sink instanceof TransactionWriter ? 1 : 0);
    }
}
