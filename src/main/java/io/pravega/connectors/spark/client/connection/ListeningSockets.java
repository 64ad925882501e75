// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.pravega.client.connection.impl.ClientConnection;
import io.pravega.client.connection.impl.ConnectionFactory;
import io.pravega.shared.protocol.netty.FailingReplyProcessor;
import io.pravega.shared.protocol.netty.PravegaNodeUri;
import io.pravega.shared.protocol.netty.Reply;
import io.pravega.shared.protocol.netty.ReplyProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The sockets that a pool has open, each with the time when it was last heard of. A server that vanished, or that was
 * paused, leaves its sockets open; Pravega's client would use them for three more minutes.
 */
final class ListeningSockets implements ConnectionFactory {

    private final ConnectionFactory opener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    ListeningSockets(ConnectionFactory opener) {
        this.opener = opener;
    }

    @Override
    public CompletableFuture<ClientConnection> establishConnection(PravegaNodeUri server, ReplyProcessor replies) {
        Socket socket = new Socket(server, replies);
        return opener.establishConnection(server, socket).whenComplete((connection, failure) -> {
            if (failure == null) {
                socket.heardAt = System.nanoTime();
                open.add(socket);
            }
        });
    }

    /**
     * Closes the sockets to a server of which nothing was heard for so long; whoever uses them is told. The work is
     * done by a thread of its own, since closing waits where TLS and a full socket come together.
     */
    void closeSilent(PravegaNodeUri server, Duration silence) {
        long now = System.nanoTime();
        List<Socket> silent = open.stream()
                .filter(socket -> socket.server.equals(server) && now - socket.heardAt >= silence.toNanos()).toList();
        if (!silent.isEmpty()) {
            Thread closing = new Thread(() -> silent.forEach(Socket::connectionDropped), "pravega-close-silent");
            closing.setDaemon(true);
            closing.start();
        }
    }

    @Override
    public ScheduledExecutorService getInternalExecutor() {
        return opener.getInternalExecutor();
    }

    @Override
    public void close() {
        opener.close();
    }

    /** One socket: it notes when there is a reply, and passes everything on. */
    private final class Socket extends FailingReplyProcessor {
        private final PravegaNodeUri server;
        private final ReplyProcessor replies;
        private volatile long heardAt = System.nanoTime();

        private Socket(PravegaNodeUri server, ReplyProcessor replies) {
            this.server = server;
            this.replies = replies;
        }

        @Override
        public void process(Reply reply) {
            heardAt = System.nanoTime();
            replies.process(reply);
        }

        @Override
        public void processingFailure(Exception error) {
            replies.processingFailure(error);
        }

        @Override
        public void connectionDropped() {
            open.remove(this);
            replies.connectionDropped();
        }
    }
}
