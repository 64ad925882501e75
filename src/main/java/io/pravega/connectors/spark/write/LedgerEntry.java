// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.CommitLedger;
import io.pravega.connectors.spark.client.LedgerConflictException;
import java.util.Arrays;
import java.util.Optional;

/** One entry of the ledger, changed by compare-and-set on the entry last read, which fences off a second driver. */
final class LedgerEntry {

    private final CommitLedger ledger;
    private final String name;
    private final Clock clock;
    private Optional<CommitLedger.Entry> entry = Optional.empty();
    private EpochRecord record = EpochRecord.none();

    LedgerEntry(CommitLedger ledger, String name, Clock clock) {
        this.ledger = ledger;
        this.name = name;
        this.clock = clock;
    }

    /** Looks at the server's entry, and makes it when there is none, so that a ledger nobody may write shows early. */
    EpochRecord read() {
        see(ledger.read(name));
        if (entry.isEmpty()) {
            entry = Optional.of(ledger.write(name, entry, record.toBytes()));
        }
        return record;
    }

    /** What was last read or put. */
    EpochRecord record() {
        return record;
    }

    /**
     * Replaces the record seen last. No two attempts write the same record, so one whose answer got lost is recognised.
     *
     * @throws IllegalArgumentException when it is too long for the ledger
     * @throws LedgerConflictException when somebody else has replaced it
     */
    void put(EpochRecord next) {
        byte[] bytes = next.toBytes();
        Retries retries = new Retries(clock);
        while (true) {
            try {
                entry = Optional.of(ledger.write(name, entry, bytes));
                record = next;
                return;
            } catch (IllegalArgumentException e) {
                throw e;
            } catch (RuntimeException e) {
                Optional<CommitLedger.Entry> now = Retries.ask(clock, () -> ledger.read(name));
                if (holds(now, bytes)) {
                    see(now);
                    return;
                }
                if (e instanceof LedgerConflictException) {
                    throw e;
                }
                if (!holds(now, record.toBytes())) {
                    throw new LedgerConflictException(name, e);
                }
                retries.pauseAfter(e);
            }
        }
    }

    private void see(Optional<CommitLedger.Entry> now) {
        entry = now;
        record = now.map(found -> EpochRecord.of(found.value())).orElseGet(EpochRecord::none);
    }

    private static boolean holds(Optional<CommitLedger.Entry> entry, byte[] bytes) {
        return entry.isPresent() && Arrays.equals(entry.get().value(), bytes);
    }
}
