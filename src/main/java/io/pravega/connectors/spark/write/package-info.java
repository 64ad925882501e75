// SPDX-License-Identifier: Apache-2.0
/**
 * The sink. On the driver: Spark's interfaces ({@code PravegaWriteBuilder} → {@code PravegaWrite} → batch or streaming
 * write) over the epoch committer, which alone decides what becomes visible and knows the server only as
 * {@link io.pravega.connectors.spark.client.TransactionCalls} and
 * {@link io.pravega.connectors.spark.client.CommitLedger}. In the tasks: row → routing key and bytes → the task's
 * transaction → commit message. How events travel belongs to the client package; what is read back, nowhere here.
 */
@NullMarked
package io.pravega.connectors.spark.write;

import org.jspecify.annotations.NullMarked;
