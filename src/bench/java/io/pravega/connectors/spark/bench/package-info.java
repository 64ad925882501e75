// SPDX-License-Identifier: Apache-2.0
/**
 * The benchmarks: each row of the table compares the connector with the bare client (or with Spark's Kafka connector)
 * in one JVM against one server, interleaved. {@link io.pravega.connectors.spark.bench.Benchmarks} starts them.
 */
package io.pravega.connectors.spark.bench;
