// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.StreamAdmin;
import io.pravega.connectors.spark.options.StreamCreationOptions;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.StreamId;

/** The stream that a write goes to: it must exist before the write, and is truncated after an overwrite. */
public final class TargetStream {

    private TargetStream() {
    }

    /**
     * Creates the stream, and its scope, unless they exist. Nothing else creates anything.
     *
     * @throws IllegalArgumentException when the stream does not exist and may not be created
     */
    public static void requireWritable(ClientFactory clients, WriteOptions options) {
        try (PravegaClient client = clients.acquire(options.connection())) {
            if (!client.admin().streamExists(options.stream())) {
                create(client.admin(), options.stream(), options.creation());
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

    /**
     * Deletes what the stream held before it was overwritten.
     *
     * @throws IllegalStateException when that could not be deleted
     */
    static void truncate(PravegaClient client, Cut before) {
        try {
            client.admin().truncate(before.stream(), before);
        } catch (RuntimeException e) {
            throw new IllegalStateException(("Cannot delete what stream %s held before it was overwritten: %s. The new "
                    + "events are in the stream; truncate it at %s")
                    .formatted(before.stream(), e.getMessage(), before.toText()), e);
        }
    }
}
