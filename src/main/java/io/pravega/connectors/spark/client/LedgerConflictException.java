// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import org.jspecify.annotations.Nullable;

/** Somebody else changed a ledger entry since it was read. */
public final class LedgerConflictException extends PravegaException {

    private static final long serialVersionUID = 1L;

    public LedgerConflictException(String entry, @Nullable Throwable cause) {
        super("Cannot write ledger entry '%s': somebody else changed it since it was read".formatted(entry), cause);
    }
}
