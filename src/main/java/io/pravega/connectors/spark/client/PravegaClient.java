// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.stream.StreamId;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;

/**
 * A hold on the JVM's shared connections to one Pravega cluster. What it hands out stays usable until it is closed;
 * nothing it hands out opens a connection pool, an event loop or a channel of its own.
 */
public interface PravegaClient extends AutoCloseable {

    StreamAdmin admin();

    StreamDirectory directory(StreamId stream);

    SegmentEvents events();

    /**
     * Returns the transactions of a stream.
     *
     * @param lease how long the server keeps a transaction of which it hears nothing; lowered, with a warning, to the
     *     server's maximum
     */
    Transactions transactions(StreamId stream, Duration lease);

    /**
     * Returns calls on the transactions of several streams.
     *
     * @param streamOf tells the stream of a transaction; asked when there is a call to be made on it
     */
    TransactionCalls transactions(Function<UUID, StreamId> streamOf, Duration lease);

    /** Opens a writer to the stream itself, for at-least-once writes. */
    EventWriter eventWriter(StreamId stream);

    /**
     * Opens a writer to the stream itself for events that come now and then.
     *
     * @param interval how long an event may wait for others that are sent together with it
     */
    EventWriter promptWriter(StreamId stream, Duration interval);

    /** Returns the commit ledger in a scope. */
    CommitLedger ledger(String scope);

    /**
     * Finds or creates a group of the stream's scope that holds back retention.
     *
     * @throws IllegalArgumentException when a group of this name is there and of another kind
     */
    ConsumptionGroup consumptionGroup(StreamId stream, String name);

    /**
     * Returns the clock of a writer of the stream.
     *
     * @param writer the writer's name, the same after a restart
     */
    WriterClock writerClock(StreamId stream, String writer);

    /** Returns the marks of event time of a stream. */
    StreamMarks marks(StreamId stream);

    /** Releases the client; the connections stay for a while, for the next one. */
    @Override
    void close();
}
