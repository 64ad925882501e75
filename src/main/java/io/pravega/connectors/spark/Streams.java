// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark;

import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.PravegaClients;
import io.pravega.connectors.spark.client.StreamAdmin;
import io.pravega.connectors.spark.options.StreamCreationOptions;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.stream.StreamId;

/** Sees to it that a stream is there before it is written. Nothing else creates anything. */
final class Streams {

    private Streams() {
    }

    /** @throws IllegalArgumentException when the stream to write does not exist and may not be created */
    static void requireWritable(WriteOptions options) {
        StreamId stream = new StreamId(options.scope(), options.stream());
        try (PravegaClient client = PravegaClients.lease(options.connection())) {
            if (!client.admin().streamExists(stream)) {
                create(client.admin(), stream, options.creation());
            }
        }
    }

    private static void create(StreamAdmin admin, StreamId stream, StreamCreationOptions creation) {
        if (!creation.allowCreateStream()) {
            throw new IllegalArgumentException(
                    "Cannot write stream '%s': it does not exist, and allow_create_stream is false".formatted(stream));
        }
        if (!admin.scopeExists(stream.scope())) {
            if (!creation.allowCreateScope()) {
                throw new IllegalArgumentException(
                        "Cannot write stream '%s': its scope does not exist, and allow_create_scope is false"
                                .formatted(stream));
            }
            admin.createScope(stream.scope());
        }
        admin.createStream(stream, creation);
    }
}
