// SPDX-License-Identifier: Apache-2.0
/**
 * Transactions that are begun, kept alive and finished, and the table that keeps the commit ledger. The package
 * {@code write} decides what is committed, and when.
 */
@NullMarked
package io.pravega.connectors.spark.client.commit;

import org.jspecify.annotations.NullMarked;
