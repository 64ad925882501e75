// SPDX-License-Identifier: Apache-2.0
/**
 * Who holds a client, and for how long. {@link io.pravega.connectors.spark.client.pool.PravegaClients} is the one door
 * through which the rest of the connector comes to a server. How the server is spoken to belongs to the other rooms.
 */
@NullMarked
package io.pravega.connectors.spark.client.pool;

import org.jspecify.annotations.NullMarked;
