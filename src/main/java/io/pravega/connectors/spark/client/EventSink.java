// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

/** Takes events, in batches behind the scenes. Not safe for use by several threads. */
public interface EventSink {

    /** The greatest payload Pravega takes, in bytes: 8 MiB, header not counted ({@code Serializer.MAX_EVENT_SIZE}). */
    int MAX_EVENT_BYTES = 8 * 1024 * 1024;

    /**
     * Hands over one event; it may still be in a buffer when the call returns. Waits when too much is in flight.
     *
     * @param routingKey events of one key keep their order; null = any segment
     * @param event the bytes; copied, so the array may be reused at once
     * @throws IllegalArgumentException when the event is longer than {@link #MAX_EVENT_BYTES}
     * @throws WriteFailedException when this or an earlier event could not be written
     */
    void write(String routingKey, byte[] event, int offset, int length);

    /**
     * Returns when everything handed over is durable.
     *
     * @throws WriteFailedException when any event could not be written
     */
    void flush();
}
