// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit;

import io.pravega.connectors.spark.stream.StreamId;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.jspecify.annotations.Nullable;

/**
 * What one task wrote to one stream, in the form that it sends to the driver; the ledger keeps partition, stream,
 * transaction and digest. Not a record, since Spark may serialize it with Kryo, and Kryo 4 cannot take one.
 */
public final class TaskCommit implements WriterCommitMessage {

    /** An event time before every other. */
    public static final long NO_TIME = Long.MIN_VALUE;

    private static final long serialVersionUID = 1L;

    private final int partition;
    private final @Nullable String stream;
    private final @Nullable UUID transaction;
    private final Digest digest;
    private final int segments;
    private final long latestMicros;

    /** @param transaction null when the task wrote nothing, or not in a transaction */
    public TaskCommit(int partition, @Nullable UUID transaction, Digest digest) {
        this(partition, null, transaction, digest, 0, NO_TIME);
    }

    public TaskCommit(int partition, @Nullable String stream, @Nullable UUID transaction, Digest digest) {
        this(partition, stream, transaction, digest, 0, NO_TIME);
    }

    /**
     * Makes the message of a task.
     *
     * @param stream the name of the stream in its scope; null when the job writes to one only
     * @param transaction null when the task wrote nothing, or not in a transaction
     * @param segments in how many segments of the transaction there is something
     * @param latestMicros the latest event time of the rows, or {@link #NO_TIME}
     */
    public TaskCommit(int partition, @Nullable String stream, @Nullable UUID transaction, Digest digest, int segments,
            long latestMicros) {
        this.partition = partition;
        this.stream = stream;
        this.transaction = transaction;
        this.digest = digest;
        this.segments = segments;
        this.latestMicros = latestMicros;
    }

    public static Digest total(List<TaskCommit> tasks) {
        return tasks.stream().map(TaskCommit::digest).reduce(Digest.NOTHING, Digest::plus);
    }

    int partition() {
        return partition;
    }

    /** Returns the name of the stream in its scope; null when the job writes to one only. */
    public @Nullable String stream() {
        return stream;
    }

    /** Returns the stream. The target is that of the job: it, or what stands for several of its scope. */
    public StreamId streamIn(StreamId target) {
        return stream == null ? target : new StreamId(target.scope(), stream);
    }

    /** Describes whose rows these are: {@code partition 3}, {@code partition 3 of stream name}. */
    String place() {
        return stream == null ? "partition " + partition : "partition %d of stream %s".formatted(partition, stream);
    }

    /** Returns the transaction, which was durable and open when the task ended; null when there is none. */
    public @Nullable UUID transaction() {
        return transaction;
    }

    Digest digest() {
        return digest;
    }

    /** Returns in how many segments of the transaction there is something; 0 when the ledger tells of the task. */
    public int segments() {
        return segments;
    }

    public boolean hasTime() {
        return latestMicros != NO_TIME;
    }

    /** Returns the latest event time of the rows, in microseconds since 1970. */
    public long latestMicros() {
        return latestMicros;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TaskCommit task && partition == task.partition
                && Objects.equals(stream, task.stream) && Objects.equals(transaction, task.transaction)
                && digest.equals(task.digest);
    }

    @Override
    public int hashCode() {
        return Objects.hash(partition, stream, transaction, digest);
    }

    @Override
    public String toString() {
        return "%s in transaction %s: %s".formatted(place(), transaction, digest);
    }
}
