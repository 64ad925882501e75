// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.testing.packaging;

import io.pravega.client.ClientConfig;
import io.pravega.client.EventStreamClientFactory;
import io.pravega.client.admin.StreamManager;
import io.pravega.client.stream.EventStreamWriter;
import io.pravega.client.stream.EventWriterConfig;
import io.pravega.client.stream.ScalingPolicy;
import io.pravega.client.stream.StreamConfiguration;
import io.pravega.client.stream.impl.UTF8StringSerializer;
import java.net.URI;
import java.util.UUID;
import java.util.function.Function;

/**
 * Creates a stream with the client that is on its class path and writes an event: given a controller's address,
 * answers with the text of the stream's tail cut. A {@link Function}, so that another class loader's copy can be used.
 */
public final class ClientProbe implements Function<String, String> {

    @Override
    public String apply(String controller) {
        ClientConfig config = ClientConfig.builder().controllerURI(URI.create(controller)).build();
        String scope = "probe-" + UUID.randomUUID();
        try (StreamManager streams = StreamManager.create(config)) {
            streams.createScope(scope);
            streams.createStream(scope, "stream",
                StreamConfiguration.builder().scalingPolicy(ScalingPolicy.fixed(1)).build());
            try (EventStreamClientFactory factory = EventStreamClientFactory.withScope(scope, config);
                 EventStreamWriter<String> writer = factory.createEventWriter(
                     "stream", new UTF8StringSerializer(), EventWriterConfig.builder().build())) {
                writer.writeEvent("event").join();
            }
            return streams.fetchStreamInfo(scope, "stream").join().getTailStreamCut().toString();
        }
    }
}
