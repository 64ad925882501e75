// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.Clock;
import io.pravega.connectors.spark.client.EventWriter;
import io.pravega.connectors.spark.format.EventEncoder;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.DataWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A writer of one task's rows as events. */
final class TaskWriter implements DataWriter<InternalRow> {

    private static final Logger LOG = LoggerFactory.getLogger(TaskWriter.class);

    private final RowLayout layout;
    /** Null when a column is the event. */
    private final @Nullable EventEncoder encoder;
    private final int partition;
    private final Supplier<EventWriter> opener;
    private final Runnable release;
    private final Digest.Builder digest;
    private final boolean discards;
    /** Opened by the first row, so that a task without rows costs nothing. */
    private @Nullable EventWriter events;
    private long latestMicros = TaskCommit.NO_TIME;

    /**
     * @param opener opens the writer of the task's events
     * @param release gives back what the writer was made from
     */
    TaskWriter(RowLayout layout, int partition, Supplier<EventWriter> opener, Runnable release,
            Digest.Builder digest) {
        this(layout, partition, opener, release, digest, false);
    }

    private TaskWriter(RowLayout layout, int partition, Supplier<EventWriter> opener, Runnable release,
            Digest.Builder digest, boolean discards) {
        this.layout = layout;
        this.encoder = layout.format() == null ? null : layout.format().encoder();
        this.partition = partition;
        this.opener = opener;
        this.release = release;
        this.digest = digest;
        this.discards = discards;
    }

    /** Makes a writer for an epoch that is in the stream already: it counts its rows and drops them. */
    static TaskWriter discarding(RowLayout layout, int partition, Digest.Builder digest) {
        return new TaskWriter(layout, partition, DiscardingWriter::new, () -> { }, digest, true);
    }

    @Override
    public void write(InternalRow row) {
        if (encoder == null) {
            writeEventOf(row);
        } else {
            encode(encoder, row);
        }
        if (layout.eventTime() >= 0 && !row.isNullAt(layout.eventTime())) {
            latestMicros = Math.max(latestMicros, row.getLong(layout.eventTime()));
        }
    }

    private void encode(EventEncoder format, InternalRow row) {
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
        write(key, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    private void writeEventOf(InternalRow row) {
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

    private void write(@Nullable String key, byte[] bytes, int offset, int length) {
        if (events == null) {
            events = opener.get();
        }
        events.write(key, bytes, offset, length);
        digest.add(key, bytes, offset, length);
    }

    @Override
    public TaskCommit commit() {
        if (events != null) {
            events.flush();
        }
        return new TaskCommit(partition, null, transaction().orElse(null), digest.digest(),
                transactionSegments(), latestMicros);
    }

    private int transactionSegments() {
        return events == null || transaction().isEmpty() ? 0 : events.segments();
    }

    private Optional<UUID> transaction() {
        return events == null ? Optional.empty() : events.transactionId();
    }

    @Override
    public void abort() {
        EventWriter open = events;
        if (open == null) {
            return;
        }
        Clock.uninterrupted(() -> {
            try {
                open.abort();
            } catch (RuntimeException e) {
                LOG.warn("Could not abort transaction {}, which will expire", transaction().orElse(null), e);
            }
        });
    }

    @Override
    public void close() {
        try {
            if (events != null) {
                events.close();
            }
        } finally {
            release.run();
        }
    }

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
        return SinkMetrics.ofTask(discards ? Digest.NOTHING : digest.digest(), transaction().isPresent() ? 1 : 0,
                transactionSegments());
    }
}
