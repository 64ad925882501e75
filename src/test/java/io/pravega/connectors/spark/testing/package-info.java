// SPDX-License-Identifier: Apache-2.0
/**
 * The real Pravega server for tests and examples, in a JVM of its own. Knows nothing of the connector or of Spark.
 */
package io.pravega.connectors.spark.testing;
