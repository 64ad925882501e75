package io.pravega.connectors.spark.client;

import io.pravega.client.control.impl.ControllerImpl;
import io.pravega.client.control.impl.ControllerImplConfig;
import io.pravega.shared.security.auth.AccessOperation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Pravega's client of the controller, with one thing put right. A key-value table lives in segments of the table's name
 * with a suffix, and with authentication on the segment store of 0.13 wants a token for just that; the client asks for
 * one without the suffix, which opens nothing.
 */
final class ClusterController extends ControllerImpl {

    /** {@code NameUtils} keeps it to itself. */
    private static final String TABLE_SUFFIX = "_kvtable";

    ClusterController(ControllerImplConfig config, ScheduledExecutorService executor) {
        super(config, executor);
    }

    @Override
    public CompletableFuture<String> getOrRefreshDelegationTokenFor(String scope, String name,
            AccessOperation operation) {
        return super.getOrRefreshDelegationTokenFor(scope,
                LedgerTables.NAME.equals(name) ? name + TABLE_SUFFIX : name, operation);
    }
}
