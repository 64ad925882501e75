// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

/** A refusal of a ledger entry that is longer than the server takes. */
public final class LedgerEntryTooLongException extends RefusedException {

    private static final long serialVersionUID = 1L;

    public LedgerEntryTooLongException(String entry, int bytes, int most) {
        super("Invalid ledger entry '%s' of %d bytes: expected at most %d bytes".formatted(entry, bytes, most), null);
    }
}
