// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.options.ConnectionOptions;
import java.io.Serializable;

/** A source of clients, for the driver and, serialized with a task, for executors. */
@FunctionalInterface
public interface ClientFactory extends Serializable {

    /**
     * Acquires a client, which must be released by {@link PravegaClient#close}.
     *
     * @throws PravegaException {@code Cannot connect to controller '…': …} when it does not answer, or refuses
     */
    PravegaClient acquire(ConnectionOptions connection);

    /**
     * Acquires a client to a cluster that answered when the query began, and waits for it as long as a server may be
     * away. For what a running query does: its tasks, and the commits of its driver.
     */
    default PravegaClient acquireAgain(ConnectionOptions connection) {
        return new Retries(Clock.SYSTEM, connection.serviceOutageTimeout()).ask(() -> acquire(connection));
    }
}
