// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.pravega.client.control.impl.ControllerImpl;
import io.pravega.client.control.impl.ControllerImplConfig;
import io.pravega.shared.security.auth.AccessOperation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A controller client that gets tokens for the ledger's table that the segment store accepts. Pravega's own client of
 * 0.13 asks for a token that is good for segments of {@code scope/table}, but a table's segments are called
 * {@code scope/table_kvtable/…}: with authentication on, no key-value table could be read or written by anybody.
 */
public final class TableTokenController extends ControllerImpl {

    /** The name of the commit ledger's table. */
    public static final String LEDGER_TABLE = "spark-commit-ledger";
    /** The name that stands for the ledger's table in the names of its segments. */
    public static final String LEDGER_TABLE_IN_SEGMENTS = LEDGER_TABLE + "_kvtable";

    TableTokenController(ControllerImplConfig config, ScheduledExecutorService executor) {
        super(config, executor);
    }

    @Override
    public CompletableFuture<String> getOrRefreshDelegationTokenFor(String scope, String name,
            AccessOperation operation) {
        return super.getOrRefreshDelegationTokenFor(scope,
                name.equals(LEDGER_TABLE) ? LEDGER_TABLE_IN_SEGMENTS : name, operation);
    }
}
