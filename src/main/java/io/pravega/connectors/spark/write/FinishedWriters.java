// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.CommitLedger;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.connectors.spark.write.commit.EpochRecord;
import io.pravega.connectors.spark.write.commit.WriteJob;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/**
 * The removal of ledger entries that queries and applications have left behind. Only a person can know that they are
 * finished: a query that starts again after a month, from a checkpoint whose last commit was not noted down, needs its
 * entry, or it would write its last epoch twice. So no writer removes the entries of others.
 */
public final class FinishedWriters {

    private FinishedWriters() {
    }

    /**
     * Removes the entries of one stream, or of writes to several of one scope, that nobody has written to for so long.
     * It leaves those of an unfinished epoch, and those whose age is unknown, since a connector without this feature
     * wrote them.
     *
     * @return the names of the entries that were removed
     */
    public static List<String> forget(ClientFactory clients, WriteOptions options, Duration unusedFor) {
        try (PravegaClient client = clients.acquire(options.connection())) {
            StreamId target = TargetStream.of(options.streams());
            return forget(client.ledger(target.scope()), target,
                    System.currentTimeMillis() - unusedFor.toMillis());
        }
    }

    /** @param before the time in ms since 1970 before which an entry must have been written */
    static List<String> forget(CommitLedger ledger, StreamId stream, long before) {
        return new TreeMap<>(ledger.entries()).entrySet().stream()
                .filter(entry -> WriteJob.isOf(stream, entry.getKey()) && isOld(entry.getValue(), before)
                        && ledger.remove(entry.getKey(), entry.getValue()))
                .map(entry -> entry.getKey()).toList();
    }

    private static boolean isOld(CommitLedger.Entry entry, long before) {
        EpochRecord record = EpochRecord.of(entry.value());
        return record.isDone() && record.time() > 0 && record.time() < before;
    }
}
