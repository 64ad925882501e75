// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.stream.StreamId;
import java.time.Duration;

/**
 * A lease on the JVM's shared connections to one Pravega cluster. What it hands out stays usable until the lease is
 * closed; nothing it hands out opens a connection pool, an event loop or a channel of its own.
 */
public interface PravegaClient extends AutoCloseable {

    StreamAdmin admin();

    StreamDirectory directory(StreamId stream);

    SegmentEvents events();

    /**
     * @param lease how long the server keeps a transaction of which it hears nothing; lowered, with a warning, to the
     *     server's maximum
     */
    Transactions transactions(StreamId stream, Duration lease);

    /** A writer without transactions, for at-least-once writes. */
    EventWriter eventWriter(StreamId stream);

    /** The commit ledger in the stream's scope. */
    CommitLedger ledger(String scope);

    /** Gives the lease back; the connections stay for a while, for the next one. */
    @Override
    void close();
}
