// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.client.control.impl.ControllerImpl;
import io.pravega.client.control.impl.ControllerImplConfig;
import io.pravega.shared.security.auth.AccessOperation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Gets tokens for the ledger's table that the segment store accepts. Pravega's own client of 0.13 asks for a token that
 * is good for segments of {@code scope/table}, but a table's segments are called {@code scope/table_kvtable/…}: with
 * authentication on, no key-value table could be read or written by anybody.
 */
final class TableTokenController extends ControllerImpl {

    TableTokenController(ControllerImplConfig config, ScheduledExecutorService executor) {
        super(config, executor);
    }

    @Override
    public CompletableFuture<String> getOrRefreshDelegationTokenFor(String scope, String name,
            AccessOperation operation) {
        return super.getOrRefreshDelegationTokenFor(scope,
                name.equals(LedgerTables.NAME) ? LedgerTables.NAME_IN_SEGMENTS : name, operation);
    }
}
