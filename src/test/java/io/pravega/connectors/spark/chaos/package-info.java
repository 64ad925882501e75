// SPDX-License-Identifier: Apache-2.0
/**
 * A distributed Pravega whose processes and network can be made to fail. Knows nothing of the connector or of Spark.
 */
package io.pravega.connectors.spark.chaos;
