// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * What one task wrote, as it tells the driver and as the ledger keeps it.
 *
 * @param transaction durable and open when the task ended; null when it wrote nothing, or not in a transaction
 */
record TaskCommit(int partition, UUID transaction, Digest digest) implements WriterCommitMessage {

    static Digest total(List<TaskCommit> tasks) {
        return tasks.stream().map(TaskCommit::digest).reduce(Digest.NOTHING, Digest::plus);
    }
}
