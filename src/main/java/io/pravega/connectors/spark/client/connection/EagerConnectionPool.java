// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.pravega.client.ClientConfig;
import io.pravega.client.connection.impl.ClientConnection;
import io.pravega.client.connection.impl.ConnectionFactory;
import io.pravega.client.connection.impl.ConnectionPoolImpl;
import io.pravega.client.connection.impl.Flow;
import io.pravega.shared.protocol.netty.FailingReplyProcessor;
import io.pravega.shared.protocol.netty.PravegaNodeUri;
import io.pravega.shared.protocol.netty.ReplyProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Opens all the sockets to a server that it may, as soon as the first is asked for. Otherwise some would be opened by a
 * later micro-batch, the first in which more of them are in use at a time.
 */
final class EagerConnectionPool extends ConnectionPoolImpl {

    private final Set<PravegaNodeUri> filled = ConcurrentHashMap.newKeySet();

    private final ListeningSockets opened;

    EagerConnectionPool(ClientConfig config, ConnectionFactory opener) {
        this(config, new ListeningSockets(opener));
    }

    private EagerConnectionPool(ClientConfig config, ListeningSockets sockets) {
        super(config, sockets);
        this.opened = sockets;
    }

    @Override
    public CompletableFuture<ClientConnection> getClientConnection(Flow flow, PravegaNodeUri server,
            ReplyProcessor replies) {
        if (filled.add(server)) {
            fill(server);
        }
        return super.getClientConnection(flow, server, replies);
    }

    /** Closes the sockets to a server of which nothing was heard for so long. */
    void closeSilent(PravegaNodeUri server, Duration silence) {
        opened.closeSilent(server, silence);
    }

    /** One that is in use, or still being opened, is not given a second time while there may be more. */
    private void fill(PravegaNodeUri server) {
        List<CompletableFuture<ClientConnection>> sockets =
                Stream.generate(() -> super.getClientConnection(Flow.create(), server, new Silence()))
                        .limit(getClientConfig().getMaxConnectionsPerSegmentStore()).toList();
        CompletableFuture<?> unused = CompletableFuture.allOf(sockets.toArray(CompletableFuture[]::new))
                .whenComplete((all, failure) -> sockets.stream()
                        .filter(socket -> !socket.isCompletedExceptionally())
                        .forEach(socket -> socket.join().close()));
    }

    /** Nothing was asked, and whoever asks next hears of a lost socket himself. */
    private static final class Silence extends FailingReplyProcessor {
        @Override
        public void connectionDropped() {
            // See above.
        }

        @Override
        public void processingFailure(Exception error) {
            // See above.
        }
    }
}
