// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.options.ConnectionOptions;
import java.time.Duration;

/**
 * The JVM's shared clients, one for each distinct connection, counted by lease and closed when nobody has used them for
 * a while.
 */
public final class PravegaClients {

    private static final LeaseCache<ConnectionOptions, SharedClient> CLIENTS = new LeaseCache<>(
            options -> new SharedClient(Connection.open(options)), SharedClient::close, SharedClient::isBusy,
            Duration.ofSeconds(60));

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(CLIENTS::closeAll, "pravega-close-connections"));
    }

    private PravegaClients() {
    }

    /**
     * @throws PravegaException {@code Cannot connect to controller '…': …} when it does not answer within 30 s, or
     *     refuses
     */
    public static PravegaClient lease(ConnectionOptions connection) {
        return new LeasedClient(CLIENTS.lease(connection));
    }
}
