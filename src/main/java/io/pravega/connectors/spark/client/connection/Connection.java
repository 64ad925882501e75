// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.pravega.client.ClientConfig;
import io.pravega.client.connection.impl.ConnectionPool;
import io.pravega.client.connection.impl.SocketConnectionFactoryImpl;
import io.pravega.client.control.impl.Controller;
import io.pravega.client.control.impl.ControllerImplConfig;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.options.ConnectionOptions;
import io.pravega.shared.protocol.netty.PravegaNodeUri;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/** The sockets, the controller channel and the threads to one cluster. */
public final class Connection implements AutoCloseable {

    private static final int THREADS_PER_POOL = 4;

    static {
        GrpcLog.muteHeaders();
    }

    private final ClientConfig config;
    private final ConnectionPool requestPool;
    private final ConnectionPool appendPool;
    private final Controller controller;
    private final Duration outageTimeout;

    /** Takes over its parts, and closes them when it is closed. */
    public Connection(ClientConfig config, ConnectionPool requestPool, ConnectionPool appendPool,
            Controller controller, Duration outageTimeout) {
        this.outageTimeout = outageTimeout;
        this.config = config;
        this.requestPool = requestPool;
        this.appendPool = appendPool;
        this.controller = controller;
    }

    /**
     * Connects to a cluster.
     *
     * @throws PravegaException {@code Cannot connect to controller '…': …} when it does not answer within 30 s, or
     *     refuses
     */
    public static Connection open(ConnectionOptions options) {
        ClientConfig config = ClientConfigs.of(options);
        ConnectionPool requestPool = pool(config);
        try {
            ControllerProbe.require(options.controller(), config, requestPool.getInternalExecutor());
            return new Connection(config, requestPool, pool(config),
                    controller(config, requestPool.getInternalExecutor()), options.serviceOutageTimeout());
        } catch (RuntimeException e) {
            requestPool.close();
            throw e;
        }
    }

    private static ConnectionPool pool(ClientConfig config) {
        return new EagerConnectionPool(config, new SocketConnectionFactoryImpl(config, THREADS_PER_POOL));
    }

    /**
     * Makes a controller client that rides out a minute's absence: ten attempts with growing pauses, then one in 5 s.
     */
    private static Controller controller(ClientConfig config, ScheduledExecutorService executor) {
        return new TableTokenController(ControllerImplConfig.builder().clientConfig(config)
                .initialBackoffMillis(20).backoffMultiple(2).maxBackoffMillis(5_000).retryAttempts(26)
                .timeoutMillis(60_000).build(), executor);
    }

    public ClientConfig config() {
        return config;
    }

    /** Returns the pool for all that asks and is answered; its threads serve the controller, too. */
    public ConnectionPool requestPool() {
        return requestPool;
    }

    /**
     * Returns the pool for appends. Pravega's client gives a socket up after 2,000 appenders, and holds the lock for
     * sending meanwhile until the socket's reader is done; a reader that sends, as that of a slice does, would wait for
     * that lock for ever. A server that takes no data blocks the threads of this pool only.
     */
    public ConnectionPool appendPool() {
        return appendPool;
    }

    public Controller controller() {
        return controller;
    }

    /** Returns how long a call goes on when what it needs of the cluster is away. */
    public Duration outageTimeout() {
        return outageTimeout;
    }

    /**
     * Makes the client ask the controller again where a segment is: it caches where segments are, and even that it
     * could not find out. To be called when the connection to the segment's server failed.
     */
    public void forgetEndpoint(String segmentName) {
        CompletableFuture<?> unused = controller.getEndpointForSegment(segmentName).whenComplete((server, failure) ->
                controller.updateStaleValueInCache(segmentName,
                        failure == null ? server : new PravegaNodeUri("unknown", 0)));
    }

    /**
     * Closes the sockets to a server of which nothing was heard for so long, so that the next attempt takes another
     * one. The pools would go on with them until the client gives them up after three minutes.
     */
    public void closeSilentSockets(PravegaNodeUri server, Duration silence) {
        for (ConnectionPool pool : List.of(requestPool, appendPool)) {
            if (pool instanceof EagerConnectionPool sockets) {
                sockets.closeSilent(server, silence);
            }
        }
    }

    public ScheduledExecutorService executor() {
        return requestPool.getInternalExecutor();
    }

    @Override
    public void close() {
        controller.close();
        appendPool.close();
        requestPool.close();
    }
}
