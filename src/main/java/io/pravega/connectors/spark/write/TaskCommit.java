// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.jspecify.annotations.Nullable;

/**
 * What one task wrote, in the form that it sends to the driver; the ledger keeps partition, transaction and digest. Not
 * a record, since Spark may serialize it with Kryo, and Kryo 4 cannot take one.
 */
final class TaskCommit implements WriterCommitMessage {

    /** An event time before every other. */
    static final long NO_TIME = Long.MIN_VALUE;

    private static final long serialVersionUID = 1L;

    private final int partition;
    private final @Nullable UUID transaction;
    private final Digest digest;
    private final int segments;
    private final long latestMicros;

    /** @param transaction null when the task wrote nothing, or not in a transaction */
    TaskCommit(int partition, @Nullable UUID transaction, Digest digest) {
        this(partition, transaction, digest, 0, NO_TIME);
    }

    /**
     * Makes the message of a task.
     *
     * @param segments in how many segments of the transaction there is something
     * @param latestMicros the latest event time of the rows, or {@link #NO_TIME}
     */
    TaskCommit(int partition, @Nullable UUID transaction, Digest digest, int segments, long latestMicros) {
        this.partition = partition;
        this.transaction = transaction;
        this.digest = digest;
        this.segments = segments;
        this.latestMicros = latestMicros;
    }

    static Digest total(List<TaskCommit> tasks) {
        return tasks.stream().map(TaskCommit::digest).reduce(Digest.NOTHING, Digest::plus);
    }

    int partition() {
        return partition;
    }

    /** Returns the transaction, which was durable and open when the task ended; null when there is none. */
    @Nullable UUID transaction() {
        return transaction;
    }

    Digest digest() {
        return digest;
    }

    /** Returns in how many segments of the transaction there is something; 0 when the ledger tells of the task. */
    int segments() {
        return segments;
    }

    boolean hasTime() {
        return latestMicros != NO_TIME;
    }

    /** Returns the latest event time of the rows, in microseconds since 1970. */
    long latestMicros() {
        return latestMicros;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TaskCommit task && partition == task.partition
                && Objects.equals(transaction, task.transaction) && digest.equals(task.digest);
    }

    @Override
    public int hashCode() {
        return Objects.hash(partition, transaction, digest);
    }

    @Override
    public String toString() {
        return "partition %d in transaction %s: %s".formatted(partition, transaction, digest);
    }
}
