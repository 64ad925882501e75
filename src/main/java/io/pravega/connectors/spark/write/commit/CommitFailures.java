// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit;

import io.pravega.connectors.spark.client.CommitLedger;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.TransactionStatus;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The ways in which a commit can fail, in words for an operator: what is in the stream, and what to do. */
public final class CommitFailures {

    private static final int LISTED = 20;

    private final WriteJob job;

    CommitFailures(WriteJob job) {
        this.job = job;
    }

    CommitFailedException tornAway(long number, CommitLedger.ConflictException cause) {
        return new CommitFailedException("""
                Cannot commit %s: another driver has written to its commit ledger entry meanwhile. Let only one run, \
                on one checkpoint""".formatted(job.describe(number)), cause);
    }

    CommitFailedException behind(long number, long recorded) {
        return failure(number, """
                epoch %d has been committed already. Another driver runs this query, or its checkpoint is older than \
                the stream. Stop the other one, or start with a new checkpoint; commit_ledger=false would write the \
                epochs since then once more""".formatted(recorded));
    }

    CommitFailedException otherRows(long number, Digest recorded, Digest now) {
        return failure(number, """
                it has been committed already, with %d events, and now it has %d. Another driver runs this query, its \
                checkpoint was changed, or what it computes depends on more than its input. To go on with what is in \
                the stream, add file 'commits/%d' to the checkpoint, a copy of the one before"""
                .formatted(recorded.events(), now.events(), number));
    }

    /** Returns a failure that was found before anything was committed. */
    CommitFailedException tooManyTasks(EpochRecord record, CommitLedger.EntryTooLongException cause) {
        return new CommitFailedException("""
                Cannot commit %s: its %d transactions do not fit into one entry of the commit ledger. Write from \
                fewer tasks (coalesce)%s. Nothing was committed"""
                .formatted(job.describe(record.epoch()), record.tasks().size(),
                        job.several() ? ", or to fewer streams" : ""), cause);
    }

    /** Returns a failure that was found before anything was committed. */
    CommitFailedException expired(long number, List<TaskCommit> tasks, Map<UUID, TransactionStatus> found) {
        return failure(number, """
                its transactions %s were lost before it ended; their executors were out of touch for longer than \
                transaction_timeout_ms. Nothing was committed"""
                .formatted(list(tasks, found, TransactionGroup.LOST::contains)));
    }

    CommitFailedException halfCommitted(long number, List<TaskCommit> tasks, Map<UUID, TransactionStatus> found) {
        return failure(number, "its transactions %s are in the stream, %s are not. %s"
                .formatted(in(tasks, found), out(tasks, found), remedy()));
    }

    /** Returns the failure after which nobody knows what became of the commits. */
    CommitFailedException unknown(long number, PravegaException cause) {
        return new CommitFailedException("Cannot commit %s: it is unknown how much of it is in the stream. %s. %s"
                .formatted(job.describe(number), cause.getMessage(), remedy()), cause);
    }

    private String remedy() {
        return !job.ledger() ? "Running it again writes everything once more"
                : job.kind() == WriteJob.Kind.EPOCH ? "Starting the query again completes it"
                : "Running the job again with this txn_version completes it";
    }

    CommitFailedException differentPartitions(EpochRecord torn, Map<UUID, TransactionStatus> found) {
        return failure(torn.epoch(), """
                a first attempt ended half-way, with transactions %s in the stream and %s not, and this one does not \
                put the same rows into the same partitions, so the gap cannot be filled. %s"""
                .formatted(in(torn.tasks(), found), out(torn.tasks(), found), acceptance(torn.epoch())));
    }

    CommitFailedException forgotten(EpochRecord torn, Map<UUID, TransactionStatus> found) {
        return failure(torn.epoch(), """
                the server no longer knows what became of transactions %s, which a first attempt had begun to commit \
                more than a day ago; %s are in the stream. %s""".formatted(
                list(torn.tasks(), found, status -> status == TransactionStatus.UNKNOWN),
                in(torn.tasks(), found), acceptance(torn.epoch())));
    }

    /** Returns the failure for an older version of a batch job that nobody completed. */
    CommitFailedException leftHalfCommitted(long number, EpochRecord older, Map<UUID, TransactionStatus> found) {
        return failure(number, """
                version %d before it ended half-way, with transactions %s in the stream and %s not. Run that version \
                again first, or go on under another txn_app_id""".formatted(
                older.epoch(), in(older.tasks(), found), out(older.tasks(), found)));
    }

    private CommitFailedException failure(long number, String why) {
        return new CommitFailedException("Cannot commit %s: %s".formatted(job.describe(number), why), null);
    }

    private String acceptance(long number) {
        return job.kind() == WriteJob.Kind.EPOCH ? """
                To go on without the missing rows, add file 'commits/%d' to the checkpoint, a copy of the one before; \
                to write the whole epoch once more, run it with commit_ledger=false""".formatted(number)
                : "To write all of it once more, use another txn_app_id";
    }

    private static String in(List<TaskCommit> tasks, Map<UUID, TransactionStatus> found) {
        return list(tasks, found, TransactionGroup.COMMITTED_OR_COMMITTING::contains);
    }

    static String out(List<TaskCommit> tasks, Map<UUID, TransactionStatus> found) {
        return list(tasks, found, status -> !TransactionGroup.COMMITTED_OR_COMMITTING.contains(status));
    }

    private static String list(
            List<TaskCommit> tasks, Map<UUID, TransactionStatus> found, Predicate<TransactionStatus> which) {
        List<String> listed = tasks.stream().filter(task -> which.test(found.get(task.transaction())))
                .map(task -> "%s (%s, %s)"
                        .formatted(task.transaction(), task.place(), found.get(task.transaction())))
                .toList();
        String text = listed.stream().limit(LISTED).collect(Collectors.joining(", "));
        return listed.isEmpty() ? "none" : listed.size() <= LISTED ? text
                : text + " and %d more".formatted(listed.size() - LISTED);
    }
}
