// SPDX-License-Identifier: Apache-2.0
/**
 * Interfaces that Spark has from version 4.1 on, as far as the connector needs them. The connector is compiled against
 * Spark 3.5 and these; they are not in the jar, so that Spark's own are found or none.
 */
package org.apache.spark.sql.connector.read.streaming;
