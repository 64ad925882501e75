// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A few small entries under names, on the server, changed only by whoever read them last. */
public interface CommitLedger {

    /** Reads an entry; creates the ledger when there is none yet. */
    Optional<Entry> read(String name);

    /**
     * Writes an entry on condition that it is still the one that was read.
     *
     * @param expected what {@link #read} or the last write gave, or empty when there was no entry
     * @return the entry as it is now
     * @throws ConflictException when somebody else wrote it in the meantime
     */
    Entry write(String name, Optional<Entry> expected, byte[] value);

    /** Reads all entries, by name; none when there is no ledger. */
    Map<String, Entry> entries();

    /**
     * Removes an entry on condition that it is still the one that was read.
     *
     * @return false when somebody else wrote or removed it in the meantime
     */
    boolean remove(String name, Entry expected);

    /** An entry's value as it was at one version. */
    interface Entry {
        byte[] value();
    }

    /** Somebody else changed an entry since it was read. */
    final class ConflictException extends PravegaException {

        private static final long serialVersionUID = 1L;

        public ConflictException(String entry, @Nullable Throwable cause) {
            super("Cannot write ledger entry '%s': somebody else changed it since it was read".formatted(entry), cause);
        }
    }

    /** A refusal of an entry that is longer than the server takes. */
    final class EntryTooLongException extends RefusedException {

        private static final long serialVersionUID = 1L;

        public EntryTooLongException(String entry, int bytes, int most) {
            super("Invalid ledger entry '%s' of %d bytes: expected at most %d bytes".formatted(entry, bytes, most),
                    null);
        }
    }
}
