// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit;

import static io.pravega.connectors.spark.write.commit.TransactionGroup.COMMITTED_OR_COMMITTING;
import static io.pravega.connectors.spark.write.commit.TransactionGroup.LOST;

import io.pravega.connectors.spark.client.Clock;
import io.pravega.connectors.spark.client.CommitLedger;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.TransactionCalls;
import io.pravega.connectors.spark.client.TransactionStatus;
import io.pravega.connectors.spark.client.Transactions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commit of one epoch: its transactions become visible once, whatever dies in between. One object serves one
 * attempt at one epoch: {@link #open} before its tasks start, then {@link #commit} or {@link #abort}.
 *
 * <p>The protocol is a two-phase commit whose coordinator's log is one entry of the commit ledger.
 * <ul>
 * <li>PREPARED is put once all tasks are through and before the first commit. From then on the epoch is its
 *     transactions; whoever finds the record commits them ({@code open}), and a repeated epoch drops its rows.
 * <li>DONE is put once every commit was accepted, for a committing transaction cannot turn back. It does not wait until
 *     the events can be read.
 * <li>The put is conditional on the record seen in {@code open}. Of two drivers of one query one loses there, before it
 *     committed anything.
 * <li>A record whose transactions were partly lost (no driver for longer than the lease, within the few calls between
 *     PREPARED and the last commit) cannot be completed as it stands. What is still open of it is aborted; what was
 *     committed stays and takes the place of the same partitions of the new attempt, if those hold the same rows; the
 *     rest of the new attempt makes up the remainder. If nothing was committed, that is a fresh start.
 * <li>An epoch without rows commits nothing, but is put as DONE all the same, or a second driver could fill it.
 * </ul>
 *
 * <p>Where an epoch goes to several streams, nothing of this changes: its record lists the transactions of all of them,
 * and what is said here of a partition holds for a partition's part for one stream.
 *
 * <p>Spark repeats the last epoch only, so a query that comes with a smaller number than the ledger's has another
 * checkpoint than the one that wrote the stream, and must not drop rows it planned itself. The same holds for a
 * repetition with another number of events. An unfinished record of a smaller epoch than Spark's was overridden by an
 * operator (the ledger was off in between, or the checkpoint was edited).
 */
public final class EpochCommitter {

    private static final Set<TransactionStatus> ALIVE =
            EnumSet.of(TransactionStatus.OPEN, TransactionStatus.COMMITTING, TransactionStatus.COMMITTED);
    private static final Logger LOG = LoggerFactory.getLogger(EpochCommitter.class);

    private final WriteJob job;
    private final TransactionStreams streams;
    private final TransactionGroup group;
    private final LedgerEntry ledgerEntry;
    private final Clock clock;
    private final CommitFailures failures;
    private long openedAt;
    /** The nonce of the record that {@link #commit} may have put; null before. */
    private @Nullable UUID attempt;
    private List<UUID> committed = List.of();

    /**
     * Makes a committer.
     *
     * @param streams is told whose transactions they are, before they are called
     * @param transactions those of the job's stream, or of all streams that {@code streams} knows of
     * @param outageTimeout how long each step goes on while the server is away
     */
    public EpochCommitter(WriteJob job, TransactionStreams streams, TransactionCalls transactions, CommitLedger ledger,
            Clock clock, Duration outageTimeout) {
        this.job = job;
        this.streams = streams;
        this.group = new TransactionGroup(transactions, job.ordered(), clock, outageTimeout);
        this.ledgerEntry = new LedgerEntry(ledger, job, clock, outageTimeout);
        this.clock = clock;
        this.failures = new CommitFailures(job);
    }

    /**
     * Completes what an earlier driver left behind, if that can be.
     *
     * @return the last epoch (or version) that needs no rows any more; -1 before the first
     * @throws RuntimeException of the ledger when it cannot be used
     */
    public long open() {
        openedAt = clock.nanoTime();
        EpochRecord record = ledgerEntry.open();
        if (!record.isDone() && ALIVE.containsAll(group.statuses(streams.ids(record.tasks())).values())) {
            LOG.info("Completing {}, which an earlier driver had prepared", job.describe(record.epoch()));
            complete(record);
        }
        return ledgerEntry.record().lastDone();
    }

    /**
     * Makes what the tasks wrote visible, unless the epoch is in the stream already.
     *
     * @return the tasks whose rows this call made visible; none when the epoch was in the stream already
     * @throws CommitFailedException when the epoch is not, or not completely, in the stream
     */
    public List<TaskCommit> commit(long epoch, List<TaskCommit> tasks) {
        EpochRecord last = ledgerEntry.record();
        boolean repeated = last.epoch() == epoch;
        if (last.epoch() > epoch && job.kind() == WriteJob.Kind.EPOCH) {
            throw failures.behind(epoch, last.epoch());
        }
        if (last.epoch() > epoch || (repeated && last.isDone())) {
            skip(epoch, tasks);
            return List.of();
        }
        List<TaskCommit> kept = last.isDone() ? List.of() : repeated ? repair(last, tasks) : drop(last, epoch);
        if (repeated && kept.size() == last.tasks().size()) {
            complete(last);
            skip(epoch, tasks);
            return List.of();
        }
        Set<String> filled = kept.stream().map(TaskCommit::place).collect(Collectors.toSet());
        List<TaskCommit> needed = tasks.stream()
                .filter(task -> task.transaction() != null && !filled.contains(task.place())).toList();
        checkStillOpen(epoch, needed);
        EpochRecord record = EpochRecord.prepared(epoch, Stream.concat(kept.stream(), needed.stream()).toList(),
                clock.currentTimeMillis());
        attempt = record.nonce();
        if (!record.tasks().isEmpty()) {
            put(record);
        }
        group.abort(streams.ids(tasks.stream().filter(task -> filled.contains(task.place())).toList()));
        complete(record);
        return needed;
    }

    /** Waits until all that was committed can be read. */
    public void awaitVisible(Duration longestPoll) {
        group.awaitVisible(committed, longestPoll);
    }

    /** Withdraws what the tasks wrote, unless it is, or may be, decided that it becomes visible. */
    public void abort(List<TaskCommit> tasks) {
        List<UUID> ids = streams.ids(tasks);
        if (attempt != null) {
            EpochRecord now;
            try {
                now = ledgerEntry.look();
            } catch (RuntimeException e) {
                LOG.warn("Could not read the commit ledger; transactions {} are left to the next driver", ids, e);
                return;
            }
            if (now.nonce().equals(attempt)) {
                return;
            }
        }
        group.abort(ids);
    }

    private void complete(EpochRecord record) {
        if (!record.tasks().isEmpty() && !commit(record)) {
            throw failures.halfCommitted(record.epoch(), record.tasks(),
                    group.statuses(streams.ids(record.tasks())));
        }
        committed = streams.ids(record.tasks());
        put(record.done(clock.currentTimeMillis()));
    }

    private boolean commit(EpochRecord record) {
        try {
            return job.ordered() ? streams.idsByStream(record.tasks()).stream().allMatch(group::commit)
                    : group.commit(streams.ids(record.tasks()));
        } catch (PravegaException e) {
            throw failures.unknown(record.epoch(), e);
        }
    }

    private void put(EpochRecord record) {
        try {
            ledgerEntry.put(record);
        } catch (CommitLedger.ConflictException e) {
            throw failures.tornAway(record.epoch(), e);
        } catch (CommitLedger.EntryTooLongException e) {
            throw failures.tooManyTasks(record, e);
        }
    }

    private void skip(long epoch, List<TaskCommit> tasks) {
        group.abort(streams.ids(tasks));
        Digest recorded = ledgerEntry.record().total();
        Digest now = TaskCommit.total(tasks);
        if (job.kind() == WriteJob.Kind.VERSION) {
            LOG.warn("Skipping {}, and discarding its {} events: version {} was written before", job.describe(epoch),
                    now.events(), ledgerEntry.record().epoch());
        } else {
            LOG.info("Skipping {}: it is in the stream already", job.describe(epoch));
        }
        if (job.kind() == WriteJob.Kind.EPOCH && recorded.events() != now.events()) {
            throw failures.otherRows(epoch, recorded, now);
        }
        if (job.kind() == WriteJob.Kind.EPOCH && !recorded.equals(now)) {
            LOG.warn("The rows of {} differ from those committed before in something other than their number; "
                    + "what the query computes depends on more than its input", job.describe(epoch));
        }
    }

    /** Returns what remains of a first attempt that lost some of its transactions. */
    private List<TaskCommit> repair(EpochRecord torn, List<TaskCommit> tasks) {
        Map<UUID, TransactionStatus> found = group.withdraw(streams.ids(torn.tasks()));
        if (found.containsValue(TransactionStatus.UNKNOWN)) {
            throw failures.forgotten(torn, found);
        }
        List<TaskCommit> in = in(torn, found);
        Map<String, Digest> now = tasks.stream().collect(Collectors.toMap(TaskCommit::place, TaskCommit::digest));
        boolean whole = in.size() == torn.tasks().size();
        if (!whole && !in.stream().allMatch(task -> Objects.equals(task.digest(), now.get(task.place())))) {
            throw failures.differentPartitions(torn, found);
        }
        return in;
    }

    /** Withdraws what is open of an older epoch, and leaves the rest as it is. */
    private List<TaskCommit> drop(EpochRecord older, long epoch) {
        Map<UUID, TransactionStatus> found = group.withdraw(streams.ids(older.tasks()));
        int in = in(older, found).size();
        boolean torn = found.containsValue(TransactionStatus.UNKNOWN) || (in > 0 && in < found.size());
        if (torn && job.kind() == WriteJob.Kind.VERSION) {
            throw failures.leftHalfCommitted(epoch, older, found);
        }
        if (torn) {
            LOG.warn("Leaving {} as it is, since the checkpoint says it is done; not in the stream are {}",
                    job.describe(older.epoch()), CommitFailures.out(older.tasks(), found));
        }
        return List.of();
    }

    private void checkStillOpen(long epoch, List<TaskCommit> tasks) {
        if (clock.nanoTime() - openedAt < Transactions.SHORTEST_LEASE.toNanos()) {
            return;
        }
        Map<UUID, TransactionStatus> found = group.statuses(streams.ids(tasks));
        if (found.values().stream().anyMatch(LOST::contains)) {
            throw failures.expired(epoch, tasks, found);
        }
    }

    private static List<TaskCommit> in(EpochRecord record, Map<UUID, TransactionStatus> found) {
        return record.tasks().stream()
                .filter(task -> COMMITTED_OR_COMMITTING.contains(found.get(task.transaction()))).toList();
    }
}
