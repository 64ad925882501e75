// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.pravega.client.ClientConfig;
import io.pravega.client.control.impl.ControllerImpl;
import io.pravega.client.control.impl.ControllerImplConfig;
import io.pravega.shared.security.auth.AccessOperation;
import java.time.Duration;
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

    private static final int FIRST_PAUSE_MILLIS = 20;
    private static final int LONGEST_PAUSE_MILLIS = 5_000;
    /** How often the first pause is doubled until it is the longest. */
    private static final int GROWING_PAUSES = 8;

    private TableTokenController(ControllerChannel channel, ControllerImplConfig config,
            ScheduledExecutorService executor, Endpoints endpoints) {
        super(channel.builder(config.getClientConfig(), executor), config, executor, endpoints);
        channel.connect(this);
    }

    /** Makes a client that repeats what a controller does not answer, for as long as a controller may be away. */
    static TableTokenController open(ClientConfig config, ScheduledExecutorService executor, Duration outageTimeout,
            Endpoints endpoints) {
        return new TableTokenController(new ControllerChannel(), ControllerImplConfig.builder().clientConfig(config)
                .initialBackoffMillis(FIRST_PAUSE_MILLIS).backoffMultiple(2).maxBackoffMillis(LONGEST_PAUSE_MILLIS)
                .retryAttempts(2 + GROWING_PAUSES + (int) (outageTimeout.toMillis() / LONGEST_PAUSE_MILLIS))
                .timeoutMillis(ControllerChannel.CALL_TIMEOUT.toMillis()).build(), executor, endpoints);
    }

    @Override
    public CompletableFuture<String> getOrRefreshDelegationTokenFor(String scope, String name,
            AccessOperation operation) {
        return super.getOrRefreshDelegationTokenFor(scope,
                name.equals(LEDGER_TABLE) ? LEDGER_TABLE_IN_SEGMENTS : name, operation);
    }
}
