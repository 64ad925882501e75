// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.client.ClientConfig;
import io.pravega.client.connection.impl.ConnectionPool;
import io.pravega.client.connection.impl.SocketConnectionFactoryImpl;
import io.pravega.client.control.impl.Controller;
import io.pravega.client.control.impl.ControllerImplConfig;
import io.pravega.connectors.spark.options.ConnectionOptions;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The sockets, the controller channel and the threads to one cluster, shared by everything in this package.
 *
 * @param requestPool for all that asks and is answered; its threads serve the controller, too
 * @param appendPool for appends. Pravega's client gives a socket up after 2,000 appenders, and holds the lock for
 *     sending meanwhile until the socket's reader is through; a reader that sends, as {@link SliceFetch} does, would
 *     wait for that lock for ever. A server that takes no data blocks the threads of this pool only.
 */
record Connection(ClientConfig config, ConnectionPool requestPool, ConnectionPool appendPool, Controller controller,
        KeepAlive keepAlive, LedgerTables ledgers) implements AutoCloseable {

    private static final int THREADS_PER_POOL = 4;

    static {
        GrpcLog.muteHeaders();
    }

    Connection(ClientConfig config, ConnectionPool requestPool, ConnectionPool appendPool, Controller controller) {
        this(config, requestPool, appendPool, controller, new KeepAlive(controller, requestPool.getInternalExecutor()),
                new LedgerTables(controller, requestPool));
    }

    /**
     * @throws PravegaException {@code Cannot connect to controller '…': …} when it does not answer within 30 s, or
     *     refuses
     */
    static Connection open(ConnectionOptions options) {
        ClientConfig config = ClientConfigs.of(options);
        ConnectionPool requestPool = pool(config);
        try {
            ControllerProbe.require(options.controller(), config, requestPool.getInternalExecutor());
            return new Connection(config, requestPool, pool(config),
                    controller(config, requestPool.getInternalExecutor()));
        } catch (RuntimeException e) {
            requestPool.close();
            throw e;
        }
    }

    private static ConnectionPool pool(ClientConfig config) {
        return new FilledPool(config, new SocketConnectionFactoryImpl(config, THREADS_PER_POOL));
    }

    /** Its calls ride out a controller that is away for a minute: ten attempts with growing pauses, then one in 5 s. */
    private static Controller controller(ClientConfig config, ScheduledExecutorService executor) {
        return new TableTokenController(ControllerImplConfig.builder().clientConfig(config)
                .initialBackoffMillis(20).backoffMultiple(2).maxBackoffMillis(5_000).retryAttempts(26)
                .timeoutMillis(60_000).build(), executor);
    }

    ScheduledExecutorService executor() {
        return requestPool.getInternalExecutor();
    }

    /** Whether closing would let a transaction expire that a finished task left to be committed. */
    boolean keepsTransactionsAlive() {
        return keepAlive.isNeeded();
    }

    @Override
    public void close() {
        keepAlive.stop();
        ledgers.close();
        controller.close();
        appendPool.close();
        requestPool.close();
    }
}
