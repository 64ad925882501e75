// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

/** What the server knows of a transaction. COMMITTING and ABORTING cannot turn back. */
public enum TransactionStatus {
    OPEN,
    COMMITTING,
    COMMITTED,
    ABORTING,
    ABORTED,
    /** Never heard of, or finished longer ago than the server remembers (a day or two). */
    UNKNOWN
}
