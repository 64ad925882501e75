// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import java.util.UUID;

/** Writes events to one open transaction; they are visible once it is committed. */
public interface TransactionWriter extends EventSink, AutoCloseable {

    UUID transactionId();

    /**
     * Frees what the writer holds. The transaction stays open and is kept alive by this JVM until it is committed or
     * aborted, by whomever.
     */
    @Override
    void close();
}
