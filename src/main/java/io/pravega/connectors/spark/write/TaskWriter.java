// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.format.EventEncoder;
import io.pravega.connectors.spark.write.commit.Digest;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.jspecify.annotations.Nullable;

/** A writer of one task's rows as events. */
final class TaskWriter implements DataWriter<InternalRow> {

    private final RowLayout layout;
    /** Null when a column is the event. */
    private final @Nullable EventEncoder encoder;
    private final int partition;
    private final StreamParts parts;
    private final Runnable release;
    private final boolean discards;

    /** @param release gives back what the parts' writers are made from */
    TaskWriter(RowLayout layout, int partition, StreamParts parts, Runnable release) {
        this(layout, partition, parts, release, false);
    }

    private TaskWriter(RowLayout layout, int partition, StreamParts parts, Runnable release, boolean discards) {
        this.layout = layout;
        this.encoder = layout.format() == null ? null : layout.format().encoder();
        this.partition = partition;
        this.parts = parts;
        this.release = release;
        this.discards = discards;
    }

    /**
     * Makes a writer for an epoch that is in the stream already: it counts its rows and drops them.
     *
     * @param parts those of {@link DiscardingWriter}s
     */
    static TaskWriter discarding(RowLayout layout, int partition, StreamParts parts) {
        return new TaskWriter(layout, partition, parts, () -> { }, true);
    }

    @Override
    public void write(InternalRow row) {
        StreamPart part = parts.of(row);
        if (encoder == null) {
            writeEventOf(row, part);
        } else {
            encode(encoder, row, part);
        }
        if (layout.eventTime() >= 0 && !row.isNullAt(layout.eventTime())) {
            part.noteTime(row.getLong(layout.eventTime()));
        }
    }

    private void encode(EventEncoder format, InternalRow row, StreamPart part) {
        ByteBuffer bytes;
        String key;
        try {
            bytes = format.encode(row);
            key = format.routingKey(row);
        } catch (Exception e) { // Also checked ones of Spark, which is written in Scala and declares none.
            throw new IllegalArgumentException("Cannot write a row of partition %d to Pravega in event_format %s: %s"
                    .formatted(partition, Objects.requireNonNull(layout.format()).name(), e.getMessage()), e);
        }
        if (bytes == null) {
            throw new IllegalArgumentException(("Cannot write a row of partition %d to Pravega: its only column is null"
                    + ", which text cannot be; leave such rows out or give them a value (coalesce)")
                    .formatted(partition));
        }
        part.write(key, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    private void writeEventOf(InternalRow row, StreamPart part) {
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
            part.write(key, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        } else {
            byte[] bytes = row.getBinary(layout.event());
            part.write(key, bytes, 0, bytes.length);
        }
    }

    @Override
    public WriterCommitMessage commit() {
        return parts.flush(partition);
    }

    @Override
    public void abort() {
        parts.all().forEach(StreamPart::abort);
    }

    @Override
    public void close() {
        try {
            parts.all().forEach(StreamPart::close);
        } finally {
            release.run();
        }
    }

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
        Collection<StreamPart> all = parts.all();
        return SinkMetrics.ofTask(discards ? Digest.NOTHING
                        : all.stream().map(StreamPart::digest).reduce(Digest.NOTHING, Digest::plus),
                all.stream().filter(part -> part.transaction().isPresent()).count(),
                all.stream().mapToLong(StreamPart::segments).sum());
    }
}
