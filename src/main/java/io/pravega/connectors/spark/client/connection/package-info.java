// SPDX-License-Identifier: Apache-2.0
/**
 * Sockets, the controller channel and credentials of one cluster, and the words for what goes wrong on them. What is
 * read or written over a connection belongs to the other rooms.
 */
@NullMarked
package io.pravega.connectors.spark.client.connection;

import org.jspecify.annotations.NullMarked;
