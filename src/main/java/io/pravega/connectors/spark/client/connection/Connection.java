// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.pravega.client.ClientConfig;
import io.pravega.client.connection.impl.ConnectionPool;
import io.pravega.client.control.impl.Controller;
import io.pravega.common.concurrent.ExecutorServiceHelpers;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.options.ConnectionOptions;
import io.pravega.shared.protocol.netty.PravegaNodeUri;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The sockets, the controller channel and the threads to one cluster. The controller's answers and all pings have
 * threads of their own, which never open, write to or close a socket.
 */
public final class Connection implements AutoCloseable {

    /**
     * How long a segment store may take to answer one request. A store that takes over the segments of another needs
     * some 10 s.
     */
    public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);

    /** Longer than it takes until Pravega's client sends a keep-alive, which any server that is there answers. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
    private static final Duration SUSPICIOUS_SILENCE = Duration.ofSeconds(10);
    private static final long SILENCE_CHECK_SECONDS = 5;
    /** The time that the last attempt may take, which begins before the outage timeout has passed. */
    private static final Duration LAST_ATTEMPT = Duration.ofSeconds(45);
    private static final int POOL_THREADS = 4;
    private static final int CONTROLLER_THREADS = 4;

    static {
        GrpcLog.muteHeaders();
    }

    private final ClientConfig config;
    private final ConnectionPool requestPool;
    private final ConnectionPool appendPool;
    private final Controller controller;
    private final Endpoints endpoints;
    private final ScheduledExecutorService controllerExecutor;
    private final Duration outageTimeout;

    /** Takes over its parts, and closes them when it is closed. */
    public Connection(ClientConfig config, ConnectionPool requestPool, ConnectionPool appendPool,
            Controller controller, Duration outageTimeout) {
        this(config, requestPool, appendPool, controller, new Endpoints(), newControllerExecutor(), outageTimeout);
    }

    private Connection(ClientConfig config, ConnectionPool requestPool, ConnectionPool appendPool,
            Controller controller, Endpoints endpoints, ScheduledExecutorService controllerExecutor,
            Duration outageTimeout) {
        this.config = config;
        this.requestPool = requestPool;
        this.appendPool = appendPool;
        this.controller = controller;
        this.endpoints = endpoints;
        this.controllerExecutor = controllerExecutor;
        this.outageTimeout = outageTimeout;
    }

    /**
     * Connects to a cluster.
     *
     * @throws PravegaException {@code Cannot connect to controller '…': …} when it does not answer within 30 s, or
     *     within the time for an outage if that is shorter, or refuses
     */
    public static Connection open(ConnectionOptions options) {
        ClientConfig config = ClientConfigs.of(options);
        ScheduledExecutorService controllerExecutor = newControllerExecutor();
        try {
            ControllerProbe.require(options.controller(), config, options.serviceOutageTimeout(), controllerExecutor);
            EagerConnectionPool requestPool = new EagerConnectionPool(config, POOL_THREADS, "pravega-requests");
            EagerConnectionPool appendPool = new EagerConnectionPool(config, POOL_THREADS, "pravega-appends");
            Endpoints endpoints = new Endpoints();
            Future<?> unused = controllerExecutor.scheduleWithFixedDelay(() -> {
                requestPool.dropSilent(LONGEST_SILENCE).forEach(endpoints::distrust);
                appendPool.dropSilent(LONGEST_SILENCE).forEach(endpoints::distrust);
            }, SILENCE_CHECK_SECONDS, SILENCE_CHECK_SECONDS, TimeUnit.SECONDS);
            return new Connection(config, requestPool, appendPool,
                    TableTokenController.open(config, controllerExecutor, options.serviceOutageTimeout(), endpoints),
                    endpoints, controllerExecutor, options.serviceOutageTimeout());
        } catch (RuntimeException e) {
            controllerExecutor.shutdownNow();
            throw e;
        }
    }

    private static ScheduledExecutorService newControllerExecutor() {
        return ExecutorServiceHelpers.newScheduledThreadPool(CONTROLLER_THREADS, "pravega-controller");
    }

    public ClientConfig config() {
        return config;
    }

    /** Returns the pool for all that asks and is answered. */
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

    /** Returns the threads for the controller's answers and for pings. What they run must not wait. */
    public ScheduledExecutorService controllerExecutor() {
        return controllerExecutor;
    }

    /** Returns the threads that repeat requests. */
    public ScheduledExecutorService executor() {
        return requestPool.getInternalExecutor();
    }

    /** Returns how long a call goes on when what it needs of the cluster is away. */
    public Duration outageTimeout() {
        return outageTimeout;
    }

    /**
     * Makes the client ask the controller again where a segment is. To be called when the connection to the server that
     * the controller had named failed, or that server does not have the segment any more.
     */
    public void forgetEndpoint(String segmentName, PravegaNodeUri server) {
        controller.updateStaleValueInCache(segmentName, server);
    }

    /** Returns how long to wait for an answer: a little longer than calls are repeated, to learn why they failed. */
    public Duration patience() {
        return outageTimeout.plus(LAST_ATTEMPT);
    }

    /** Waits for an answer like {@link Failures#await(Purpose, CompletableFuture, Duration)}, with this patience. */
    public <T> T await(Purpose purpose, CompletableFuture<T> answer) {
        return Failures.await(purpose, answer, patience());
    }

    /** Returns what repeats requests for as long as a server may be away. */
    public OutageRetries retries() {
        return new OutageRetries(this::executor, outageTimeout);
    }

    /**
     * Leaves a server that did not answer a request in time: gives up the sockets on which it has been silent for most
     * of that time, so that nobody is given them again, and asks the controller again where its segments are.
     */
    public void leaveSilent(PravegaNodeUri server) {
        endpoints.distrust(server);
        for (ConnectionPool pool : new ConnectionPool[] {requestPool, appendPool}) {
            if (pool instanceof EagerConnectionPool eager) {
                eager.dropSilent(server, SUSPICIOUS_SILENCE);
            }
        }
    }

    @Override
    public void close() {
        controller.close();
        appendPool.close();
        requestPool.close();
        controllerExecutor.shutdownNow();
    }
}
