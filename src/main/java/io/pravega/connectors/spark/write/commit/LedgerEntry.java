// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit;

import io.pravega.connectors.spark.client.Clock;
import io.pravega.connectors.spark.client.CommitLedger;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.RefusedException;
import io.pravega.connectors.spark.client.Retries;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** A job's entry of the ledger, changed by compare-and-set on the entry last read, which fences off a second driver. */
public final class LedgerEntry {

    private final CommitLedger ledger;
    private final WriteJob job;
    private final String name;
    private final Clock clock;
    private final Duration outageTimeout;
    private Optional<CommitLedger.Entry> entry = Optional.empty();
    private EpochRecord record = EpochRecord.none(0);

    LedgerEntry(CommitLedger ledger, WriteJob job, Clock clock, Duration outageTimeout) {
        this.ledger = ledger;
        this.job = job;
        this.name = job.ledgerEntry();
        this.clock = clock;
        this.outageTimeout = outageTimeout;
    }

    /**
     * Reads the entry, and makes one when there is none, so that a ledger that nobody may write to shows early.
     *
     * @throws IllegalStateException when the job has an entry of another kind
     */
    EpochRecord open() {
        Retries retries = new Retries(clock, outageTimeout);
        see(retries.ask(() -> ledger.read(name)));
        if (entry.isEmpty()) {
            refuseOtherKind(retries);
            put(EpochRecord.none(clock.currentTimeMillis()));
        }
        return record;
    }

    /**
     * Refuses a job that wrote to one stream and now writes to several, or the other way round. It may have an epoch
     * under the other name that Spark repeats, and would write it again. It finds such a name only here, at its first
     * epoch, for whoever has an entry under one name is refused any under the other.
     */
    private void refuseOtherKind(Retries retries) {
        boolean other = job.several()
                ? retries.ask(ledger::entries).keySet().stream().anyMatch(job::isOfSameWriter)
                : retries.ask(() -> ledger.read(job.toSeveral().ledgerEntry())).isPresent();
        if (other) {
            throw new IllegalStateException(("Cannot write to %s: %s has written to %s before, and what it has "
                    + "committed could be written twice. %s").formatted(job.target(), job.writer(),
                    job.several() ? "one stream alone" : "several streams",
                    job.kind() == WriteJob.Kind.VERSION ? "Use another txn_app_id" : "Start with a new checkpoint"));
        }
    }

    /** Reads the entry once more, without a second attempt. */
    EpochRecord look() {
        see(ledger.read(name));
        return record;
    }

    /** Returns what was last read or put. */
    EpochRecord record() {
        return record;
    }

    /**
     * Replaces the record seen last. No two attempts write the same record, so one whose answer got lost is recognised.
     *
     * @throws CommitLedger.EntryTooLongException when it is too long for the ledger
     * @throws CommitLedger.ConflictException when somebody else has replaced it
     */
    void put(EpochRecord next) {
        byte[] bytes = next.toBytes();
        Optional<CommitLedger.Entry> expected = entry;
        Retries retries = new Retries(clock, outageTimeout);
        while (true) {
            try {
                entry = Optional.of(ledger.write(name, expected, bytes));
                record = next;
                return;
            } catch (RefusedException e) {
                throw e;
            } catch (PravegaException e) {
                Optional<CommitLedger.Entry> now = retries.ask(() -> ledger.read(name));
                if (holds(now, bytes)) {
                    see(now);
                    return;
                }
                if (e instanceof CommitLedger.ConflictException) {
                    throw e;
                }
                if (!same(now, expected)) {
                    throw new CommitLedger.ConflictException(name, e);
                }
                retries.pauseAfter(e);
            }
        }
    }

    private void see(Optional<CommitLedger.Entry> now) {
        entry = now;
        record = now.map(found -> EpochRecord.of(found.value())).orElseGet(() -> EpochRecord.none(0));
    }

    private static boolean same(Optional<CommitLedger.Entry> one, Optional<CommitLedger.Entry> other) {
        return other.isEmpty() ? one.isEmpty() : holds(one, other.get().value());
    }

    private static boolean holds(Optional<CommitLedger.Entry> entry, byte[] bytes) {
        return entry.isPresent() && Arrays.equals(entry.get().value(), bytes);
    }
}
