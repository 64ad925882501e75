// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.pravega.client.ClientConfig;
import io.pravega.client.connection.impl.ClientConnection;
import io.pravega.client.connection.impl.ConnectionPool;
import io.pravega.client.connection.impl.ConnectionPoolImpl;
import io.pravega.client.connection.impl.Flow;
import io.pravega.common.Exceptions;
import io.pravega.common.ObjectClosedException;
import io.pravega.common.concurrent.ExecutorServiceHelpers;
import io.pravega.shared.protocol.netty.ConnectionFailedException;
import io.pravega.shared.protocol.netty.FailingReplyProcessor;
import io.pravega.shared.protocol.netty.PravegaNodeUri;
import io.pravega.shared.protocol.netty.ReplyProcessor;
import io.pravega.shared.protocol.netty.WireCommands.Hello;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A pool of connections for each server. All the sockets that a server may have are opened as soon as the first is
 * asked for; otherwise some would be opened by a later micro-batch, the first in which more of them are in use at a
 * time. A server whose sockets are all gone is forgotten: its buffers are freed, and when it comes back, all its
 * sockets are opened at once again.
 */
final class EagerConnectionPool implements ConnectionPool {

    private final ClientConfig config;
    private final ScheduledExecutorService executor;
    private final Map<PravegaNodeUri, ServerPool> servers = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    EagerConnectionPool(ClientConfig config, int threads, String name) {
        this.config = config;
        this.executor = ExecutorServiceHelpers.newScheduledThreadPool(threads, name);
    }

    @Override
    public CompletableFuture<ClientConnection> getClientConnection(Flow flow, PravegaNodeUri server,
            ReplyProcessor replies) {
        return connect(server, pool -> pool.connect(flow, server, replies));
    }

    @Override
    public CompletableFuture<ClientConnection> getClientConnection(PravegaNodeUri server, ReplyProcessor replies) {
        return connect(server, pool -> pool.getClientConnection(server, replies));
    }

    @Override
    public void getClientConnection(Flow flow, PravegaNodeUri server, ReplyProcessor replies,
            CompletableFuture<ClientConnection> connection) {
        CompletableFuture<?> unused = getClientConnection(flow, server, replies).whenComplete((opened, failure) -> {
            if (failure == null) {
                connection.complete(opened);
            } else {
                connection.completeExceptionally(new ConnectionFailedException(failure));
            }
        });
    }

    private CompletableFuture<ClientConnection> connect(PravegaNodeUri server,
            Function<ServerPool, CompletableFuture<ClientConnection>> connect) {
        while (true) {
            Exceptions.checkNotClosed(closed.get(), this);
            ServerPool pool = servers.computeIfAbsent(server, this::open);
            try {
                return connect.apply(pool);
            } catch (ObjectClosedException | RejectedExecutionException e) {
                // The last of the server's sockets was lost in this moment, and the server forgotten.
                servers.remove(server, pool);
            }
        }
    }

    private ServerPool open(PravegaNodeUri server) {
        return new ServerPool(config, new ServerSockets(config, server, () -> forget(server)));
    }

    /** Forgets a server on another thread, because the caller may hold locks of the connection that it closes. */
    private void forget(PravegaNodeUri server) {
        try {
            executor.execute(() -> {
                ServerPool pool = servers.get(server);
                if (pool != null && pool.sockets.sockets().isEmpty() && servers.remove(server, pool)) {
                    pool.close();
                }
            });
        } catch (RejectedExecutionException e) {
            // The whole pool is being closed.
        }
    }

    /** Returns the open sockets, and those that are being opened, to all servers. */
    List<WatchedSocket> sockets() {
        return servers.values().stream().flatMap(pool -> pool.sockets.sockets().stream()).toList();
    }

    /** Returns how many servers are known. */
    int servers() {
        return servers.size();
    }

    /**
     * Gives up the sockets of all servers over which something was sent so long ago, and nothing has come since.
     *
     * @return the servers that had such sockets
     */
    List<PravegaNodeUri> dropSilent(Duration limit) {
        return servers.entrySet().stream().filter(entry -> entry.getValue().sockets.dropSilent(limit))
                .map(Map.Entry::getKey).toList();
    }

    /** Gives up such sockets of one server. */
    void dropSilent(PravegaNodeUri server, Duration limit) {
        ServerPool pool = servers.get(server);
        if (pool != null) {
            pool.sockets.dropSilent(limit);
        }
    }

    @Override
    public ScheduledExecutorService getInternalExecutor() {
        return executor;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            servers.values().forEach(ServerPool::close);
            servers.clear();
            ExecutorServiceHelpers.shutdown(executor);
        }
    }

    /** The connections to one server. */
    private static final class ServerPool extends ConnectionPoolImpl {

        private final ServerSockets sockets;
        private final AtomicBoolean filled = new AtomicBoolean();

        ServerPool(ClientConfig config, ServerSockets sockets) {
            super(config, sockets);
            this.sockets = sockets;
        }

        CompletableFuture<ClientConnection> connect(Flow flow, PravegaNodeUri server, ReplyProcessor replies) {
            CompletableFuture<ClientConnection> connection = getClientConnection(flow, server, replies);
            if (filled.compareAndSet(false, true)) {
                fill(server);
            }
            return connection;
        }

        /**
         * Opens the other sockets. The superclass opens a new one as long as all are in use or still being opened and
         * there may be more; so all are held until the last is there.
         */
        private void fill(PravegaNodeUri server) {
            List<CompletableFuture<ClientConnection>> others =
                    Stream.generate(() -> getClientConnection(Flow.create(), server, new NoReplies()))
                            .limit(getClientConfig().getMaxConnectionsPerSegmentStore() - 1L).toList();
            CompletableFuture<?> unused = CompletableFuture.allOf(others.toArray(CompletableFuture[]::new))
                    .whenComplete((all, failure) -> others.stream()
                            .filter(other -> !other.isCompletedExceptionally())
                            .forEach(other -> other.join().close()));
        }
    }

    /** Ignores everything: nothing was asked, and whoever uses the socket next learns of its loss by himself. */
    private static final class NoReplies extends FailingReplyProcessor {

        /** Keeps the superclass from writing a line to the log for each socket. */
        @Override
        public void hello(Hello hello) {
            // See the class comment.
        }

        @Override
        public void connectionDropped() {
            // See the class comment.
        }

        @Override
        public void processingFailure(Exception error) {
            // See the class comment.
        }
    }
}
