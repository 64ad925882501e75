package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.LedgerConflictException;
import io.pravega.connectors.spark.client.TransactionStatus;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The ways in which a commit can fail, in words for an operator. */
final class CommitFailures {

    private static final int LISTED = 20;

    private final WriteJob job;

    CommitFailures(WriteJob job) {
        this.job = job;
    }

    CommitFailedException ledgerUnusable(RuntimeException cause) {
        return new CommitFailedException(("Cannot keep the commit ledger of scope '%s' for %s '%s': %s. Allow this user to "
                + "create and write key-value tables there, or give up the protection against repeated epochs with "
                + "commit_ledger=false").formatted(job.stream().scope(),
                job.kind() == WriteJob.Kind.EPOCH ? "query" : "txn_app_id", job.id(), cause.getMessage()), cause);
    }

    CommitFailedException tornAway(long epoch, LedgerConflictException cause) {
        return new CommitFailedException(("Cannot commit %s: another driver has written to its commit ledger entry "
                + "meanwhile. Let only one run, on one checkpoint").formatted(job.describe(epoch)), cause);
    }

    CommitFailedException behind(long epoch, long recorded) {
        return failure(("Cannot commit %s: epoch %d has been committed already. Another driver runs this query, or its "
                + "checkpoint is older than the stream. Stop the other one, or start with a new checkpoint; "
                + "commit_ledger=false would write the epochs since then once more")
                .formatted(job.describe(epoch), recorded));
    }

    CommitFailedException otherRows(long epoch, Digest recorded, Digest now) {
        return failure(("Cannot commit %s: it has been committed already, with %d events, and now it has %d. Another "
                + "driver runs this query, its checkpoint was changed, or what it computes depends on more than its "
                + "input. To go on with what is in the stream, add file 'commits/%d' to the checkpoint, a copy of the one "
                + "before").formatted(job.describe(epoch), recorded.events(), now.events(), epoch));
    }

    /** Found out before anything was committed. */
    CommitFailedException expired(long epoch, List<TaskCommit> tasks, Map<UUID, TransactionStatus> statuses) {
        return failure(("Cannot commit %s: its transactions %s were lost before it ended; their executors were out of "
                + "touch for longer than transaction_timeout_ms. Nothing was committed")
                .formatted(job.describe(epoch), list(tasks, statuses, CommitCalls.OUT::contains)));
    }

    CommitFailedException halfCommitted(long epoch, List<TaskCommit> tasks, Map<UUID, TransactionStatus> statuses) {
        String remedy = !job.remembered() ? "Running it again writes everything once more"
                : job.kind() == WriteJob.Kind.EPOCH ? "Starting the query again completes it"
                : "Running the job again with this txn_version completes it";
        return failure("Cannot commit %s: its transactions %s are in the stream, %s are not. %s".formatted(
                job.describe(epoch), list(tasks, statuses, CommitCalls.IN::contains),
                list(tasks, statuses, status -> !CommitCalls.IN.contains(status)), remedy));
    }

    CommitFailedException differentPartitions(
            long epoch, List<TaskCommit> tasks, Map<UUID, TransactionStatus> statuses) {
        return failure(("Cannot commit %s: a first attempt ended half-way, with transactions %s in the stream and %s not, "
                + "and this one does not put the same rows into the same partitions, so the gap cannot be filled. %s")
                .formatted(job.describe(epoch), list(tasks, statuses, CommitCalls.IN::contains),
                        list(tasks, statuses, status -> !CommitCalls.IN.contains(status)), acceptance(epoch)));
    }

    CommitFailedException forgotten(long epoch, List<TaskCommit> tasks, Map<UUID, TransactionStatus> statuses) {
        return failure(("Cannot commit %s: the server no longer knows what became of transactions %s, which a first "
                + "attempt had begun to commit more than a day ago; %s are in the stream. %s")
                .formatted(job.describe(epoch), list(tasks, statuses, status -> status == TransactionStatus.UNKNOWN),
                        list(tasks, statuses, CommitCalls.IN::contains), acceptance(epoch)));
    }

    /** An older version of a batch job that nobody completed. */
    CommitFailedException leftHalfCommitted(
            long version, EpochRecord older, Map<UUID, TransactionStatus> statuses) {
        return failure(("Cannot commit %s: version %d before it ended half-way, with transactions %s in the stream and %s "
                + "not. Run that version again first, or go on under another txn_app_id").formatted(
                job.describe(version), older.epoch(), list(older.transactions(), statuses, CommitCalls.IN::contains),
                list(older.transactions(), statuses, status -> !CommitCalls.IN.contains(status))));
    }

    private String acceptance(long epoch) {
        return job.kind() == WriteJob.Kind.EPOCH
                ? ("To go on without the missing rows, add file 'commits/%d' to the checkpoint, a copy of the one before; "
                        + "to write the whole epoch once more, run it with commit_ledger=false").formatted(epoch)
                : "To write all of it once more, use another txn_app_id";
    }

    private static CommitFailedException failure(String message) {
        return new CommitFailedException(message, null);
    }

    static String list(
            List<TaskCommit> tasks, Map<UUID, TransactionStatus> statuses, Predicate<TransactionStatus> which) {
        List<String> found = tasks.stream().filter(task -> which.test(statuses.get(task.transaction())))
                .map(task -> "%s (partition %d, %s)".formatted(
                        task.transaction(), task.partition(), statuses.get(task.transaction())))
                .toList();
        return found.isEmpty() ? "none" : found.stream().limit(LISTED).collect(Collectors.joining(", "))
                + (found.size() > LISTED ? " and %d more".formatted(found.size() - LISTED) : "");
    }
}
