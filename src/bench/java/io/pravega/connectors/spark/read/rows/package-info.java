// SPDX-License-Identifier: Apache-2.0
/** The inner loop of reading, alone: from an event to a row. */
package io.pravega.connectors.spark.read.rows;
