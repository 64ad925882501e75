// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.StreamAdmin;
import io.pravega.connectors.spark.options.StreamChoice;
import io.pravega.connectors.spark.options.StreamCreationOptions;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.connectors.spark.write.commit.WriteJob;
import java.util.List;

/** The stream, or streams, that a write goes to: they exist before the write; one is truncated after an overwrite. */
public final class TargetStream {

    private TargetStream() {
    }

    /**
     * Returns the stream, or what stands for several ({@link WriteJob#SEVERAL}).
     *
     * @throws IllegalArgumentException when they are of several scopes: each scope has a ledger of its own, and one
     *     entry of one ledger decides on all that becomes visible
     */
    static StreamId of(StreamChoice streams) {
        if (streams instanceof StreamChoice.One one) {
            return one.stream();
        }
        return new StreamId(streams instanceof StreamChoice.Listed listed ? scope(listed)
                : ((StreamChoice.Matching) streams).scope(), WriteJob.SEVERAL);
    }

    private static String scope(StreamChoice.Listed listed) {
        List<String> scopes = listed.streams().stream().map(StreamId::scope).distinct().toList();
        if (scopes.size() > 1) {
            throw new IllegalArgumentException("Cannot write to streams '%s': they are of scopes %s, expected one scope"
                    .formatted(listed, scopes));
        }
        return scopes.get(0);
    }

    /**
     * Creates the streams that are named, and their scope, unless they exist. Nothing else creates anything.
     *
     * @throws IllegalArgumentException when a stream does not exist and may not be created
     */
    public static void requireWritable(ClientFactory clients, WriteOptions options) {
        List<StreamId> named = options.streams() instanceof StreamChoice.One one ? List.of(one.stream())
                : options.streams() instanceof StreamChoice.Listed listed ? listed.streams() : List.of();
        if (named.isEmpty()) {
            return;
        }
        try (PravegaClient client = clients.acquire(options.connection())) {
            for (StreamId stream : named) {
                if (!client.admin().streamExists(stream)) {
                    create(client.admin(), stream, options.creation());
                }
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
