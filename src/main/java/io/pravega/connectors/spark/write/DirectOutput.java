// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.EventSink;
import io.pravega.connectors.spark.client.EventWriter;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.UUID;

/** At least once: the stream itself. What a failed task wrote stays, and its repetition writes it again. */
final class DirectOutput implements TaskOutput {

    private final PravegaClient client;
    private final StreamId stream;
    private EventWriter writer;

    DirectOutput(PravegaClient client, StreamId stream) {
        this.client = client;
        this.stream = stream;
    }

    @Override
    public EventSink sink() {
        if (writer == null) {
            writer = client.eventWriter(stream);
        }
        return writer;
    }

    @Override
    public UUID commit() {
        if (writer != null) {
            writer.flush();
        }
        return null;
    }

    @Override
    public void abort() {
        // What can be read already cannot be taken back.
    }

    @Override
    public void close() {
        try {
            if (writer != null) {
                writer.close();
            }
        } finally {
            client.close();
        }
    }
}
