// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.jspecify.annotations.Nullable;

/**
 * What one task wrote, in the form that it sends to the driver and that the ledger keeps. Not a record, since Spark may
 * serialize it with Kryo, and Kryo 4 cannot take one.
 */
final class TaskCommit implements WriterCommitMessage {

    private static final long serialVersionUID = 1L;

    private final int partition;
    private final @Nullable UUID transaction;
    private final Digest digest;

    /** @param transaction null when the task wrote nothing, or not in a transaction */
    TaskCommit(int partition, @Nullable UUID transaction, Digest digest) {
        this.partition = partition;
        this.transaction = transaction;
        this.digest = digest;
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
