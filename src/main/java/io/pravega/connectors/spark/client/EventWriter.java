// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A writer of events to a stream or to one of its transactions. It gathers events and appends many at once. Not safe
 * for use by several threads.
 */
public interface EventWriter extends AutoCloseable {

    /**
     * Hands over one event; it may still be in a buffer when the call returns. Waits when too much is in flight.
     *
     * @param routingKey events of one key keep their order; null = any segment
     * @param event the bytes; copied, so the array may be reused at once
     * @throws IllegalArgumentException when the event is longer than {@link EventFormat#MAX_PAYLOAD_BYTES}
     * @throws WriteFailedException when this or an earlier event could not be written
     */
    void write(@Nullable String routingKey, byte[] event, int offset, int length);

    /**
     * Returns when everything handed over is durable.
     *
     * @throws WriteFailedException when any event could not be written
     */
    void flush();

    /** Returns the transaction that is written to; empty when events go to the stream itself. */
    Optional<UUID> transactionId();

    /** Returns in how many of the segments that there are now it has written, or will with the next flush. */
    int segments();

    /** Takes back what was written to a transaction, by aborting it. What is in the stream itself stays. */
    void abort();

    /**
     * Frees what the writer holds, without waiting for events in flight. A transaction stays open and is kept alive by
     * this JVM until it is committed or aborted, by whomever.
     */
    @Override
    void close();
}
