// SPDX-License-Identifier: Apache-2.0
/**
 * Everything a user can set. {@link io.pravega.connectors.spark.options.PravegaOptions} declares each option once; the
 * other public types are what the rest of the connector sees of them: immutable and checked values. A map of strings
 * goes in and typed values come out; no other package parses a map. Nothing here talks to a server, reads
 * a file or knows whether a query is batch or streaming; what a stream cut's text means is the stream package's.
 */
@NullMarked
package io.pravega.connectors.spark.options;

import org.jspecify.annotations.NullMarked;
