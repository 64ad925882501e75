// SPDX-License-Identifier: Apache-2.0
/**
 * Transactions that are begun, kept alive and finished, and the table that keeps the commit ledger. What is committed
 * when is decided in the package {@code write}.
 */
@NullMarked
package io.pravega.connectors.spark.client.commit;

import org.jspecify.annotations.NullMarked;
