// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit;

import io.pravega.connectors.spark.client.CommitLedger;
import io.pravega.connectors.spark.stream.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The latest that a query or application has committed to a stream, for people to look at. The commit protocol never
 * uses it.
 *
 * @param kind what {@code number} counts: {@code epoch} or {@code version}
 * @param writer the query's id, or {@code txn_app_id}
 * @param number the epoch or version; empty when nothing was committed yet
 * @param state {@code PREPARED} while its transactions are being committed, then {@code DONE}
 * @param stream a writer to several streams of the scope has the name {@code *} here
 * @param transactions those being committed; of such a writer with the stream's name and a slash in front
 * @param time when the driver noted it down; empty in entries of an older connector
 */
public record CommittedEpoch(String kind, String writer, StreamId stream, OptionalLong number, String state,
        List<String> transactions, long events, long bytes, Optional<Instant> time) {

    /** Reads all that a ledger holds, in the order of the entries' names. */
    public static List<CommittedEpoch> all(CommitLedger ledger) {
        return new TreeMap<>(ledger.entries()).entrySet().stream()
                .map(entry -> of(WriteJob.ofEntry(entry.getKey()), EpochRecord.of(entry.getValue().value()))).toList();
    }

    private static CommittedEpoch of(WriteJob job, EpochRecord record) {
        return new CommittedEpoch(job.kind().name().toLowerCase(Locale.ROOT), job.id(), job.stream(),
                record.epoch() < 0 ? OptionalLong.empty() : OptionalLong.of(record.epoch()), record.state().name(),
                record.tasks().stream().map(CommittedEpoch::transaction).toList(),
                record.total().events(), record.total().bytes(),
                record.time() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(record.time())));
    }

    private static String transaction(TaskCommit task) {
        return task.stream() == null ? String.valueOf(task.transaction()) : task.stream() + "/" + task.transaction();
    }
}
