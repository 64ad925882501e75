// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.pravega.client.ClientConfig;
import io.pravega.client.connection.impl.ClientConnection;
import io.pravega.client.connection.impl.ConnectionFactory;
import io.pravega.client.connection.impl.TcpClientConnection;
import io.pravega.common.concurrent.ExecutorServiceHelpers;
import io.pravega.shared.protocol.netty.PravegaNodeUri;
import io.pravega.shared.protocol.netty.ReplyProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets to one server, opened by threads of their own: a server that accepts a socket and then neither takes data
 * nor completes a TLS handshake blocks those threads only.
 */
final class ServerSockets implements ConnectionFactory {

    private static final Logger LOG = LoggerFactory.getLogger(ServerSockets.class);
    private static final int THREADS = 2;

    private final ClientConfig config;
    private final ScheduledExecutorService executor;
    private final Set<WatchedSocket> sockets = ConcurrentHashMap.newKeySet();
    private final Runnable whenAllGone;

    /** @param whenAllGone is called when the last socket was closed or could not be opened; must not wait */
    ServerSockets(ClientConfig config, PravegaNodeUri server, Runnable whenAllGone) {
        this.config = config;
        this.executor = ExecutorServiceHelpers.newScheduledThreadPool(THREADS, "pravega-sockets-" + server);
        this.whenAllGone = whenAllGone;
    }

    @Override
    public CompletableFuture<ClientConnection> establishConnection(PravegaNodeUri server, ReplyProcessor replies) {
        WatchedSocket socket = new WatchedSocket(server, replies);
        sockets.add(socket);
        return TcpClientConnection.connect(server, config, socket, executor, () -> forget(socket))
                .thenApply(socket::opened)
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        forget(socket);
                    }
                });
    }

    private void forget(WatchedSocket socket) {
        if (sockets.remove(socket) && sockets.isEmpty()) {
            whenAllGone.run();
        }
    }

    List<WatchedSocket> sockets() {
        return List.copyOf(sockets);
    }

    /**
     * Gives up the sockets over which something was sent so long ago, and nothing has come since.
     *
     * @return whether there were any
     */
    boolean dropSilent(Duration limit) {
        boolean dropped = false;
        for (WatchedSocket socket : sockets()) {
            if (socket.isSilent(limit) && sockets.remove(socket)) {
                dropped = true;
                LOG.warn("Dropping a connection to {}: the server has not answered on it for {} s",
                        socket.getLocation(), limit.toSeconds());
                // With TLS, closing says goodbye to the server, which may block.
                Thread thread = new Thread(socket::drop, "pravega-drop-socket");
                thread.setDaemon(true);
                thread.start();
                if (sockets.isEmpty()) {
                    whenAllGone.run();
                }
            }
        }
        return dropped;
    }

    @Override
    public ScheduledExecutorService getInternalExecutor() {
        return executor;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
