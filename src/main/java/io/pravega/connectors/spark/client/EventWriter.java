// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

/** Writes events to the stream itself; they are visible as soon as they are durable. */
public interface EventWriter extends EventSink, AutoCloseable {

    /** Frees what the writer holds, without waiting for events in flight. */
    @Override
    void close();
}
