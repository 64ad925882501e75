// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.EventWriter;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A writer that discards the rows of an epoch that is already committed. */
final class DiscardingWriter implements EventWriter {

    @Override
    public void write(@Nullable String routingKey, byte[] event, int offset, int length) {
        // The task counts it, for comparison with what is in the stream.
    }

    @Override
    public void flush() {
        // Nothing is on its way.
    }

    @Override
    public Optional<UUID> transactionId() {
        return Optional.empty();
    }

    @Override
    public int segments() {
        return 0;
    }

    @Override
    public void abort() {
        // There is nothing to take back.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
