// SPDX-License-Identifier: Apache-2.0
/**
 * The edge to Pravega: small interfaces, one for each kind of conversation with the server, and the only classes that
 * know Pravega's internals. {@link io.pravega.connectors.spark.client.PravegaClients} hands out clients shared by all
 * tasks of the JVM. No Spark type and no policy (what to read, when to commit) belongs here.
 */
package io.pravega.connectors.spark.client;
