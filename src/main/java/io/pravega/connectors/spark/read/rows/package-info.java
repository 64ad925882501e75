// SPDX-License-Identifier: Apache-2.0
/** The columns of a query, and the rows and batches of rows that a task makes of events. */
@NullMarked
package io.pravega.connectors.spark.read.rows;

import org.jspecify.annotations.NullMarked;
