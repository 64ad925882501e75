// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.pool;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.append.KeyRouter;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.options.ConnectionOptions;
import java.time.Duration;

/**
 * The JVM's shared clients: one connection for each distinct {@link ConnectionOptions}, counted by its users, and
 * closed a minute after the last of them released it. Safe for use by several threads.
 */
public enum PravegaClients implements ClientFactory {

    /** An enum, so that a task that carries it finds the clients of its own JVM. */
    SHARED;

    private static final ClientCache<ConnectionOptions, SharedClient.Services> CACHE = new ClientCache<>(
            options -> new SharedClient.Services(Connection.open(options)), SharedClient.Services::close,
            SharedClient.Services::isBusy, Duration.ofSeconds(60));

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(CACHE::closeAll, "pravega-close-connections"));
    }

    /** Returns where in the key space of every stream a routing key lies, between 0 and 1. */
    public static double position(String routingKey) {
        return KeyRouter.position(routingKey);
    }

    @Override
    public PravegaClient acquire(ConnectionOptions connection) {
        return new SharedClient(CACHE.acquire(connection));
    }
}
