package io.pravega.connectors.spark.client;

import io.pravega.client.ClientConfig;
import io.pravega.client.connection.impl.ConnectionPool;
import io.pravega.client.connection.impl.ConnectionPoolImpl;
import io.pravega.client.connection.impl.SocketConnectionFactoryImpl;
import io.pravega.client.control.impl.Controller;
import io.pravega.client.control.impl.ControllerImplConfig;
import io.pravega.connectors.spark.options.ConnectionOptions;
import java.util.concurrent.ScheduledExecutorService;

/** The sockets, the controller channel and the threads to one cluster, shared by everything in this package. */
record Connection(ClientConfig config, ConnectionPool pool, Controller controller, KeepAlive keepAlive,
        LedgerTables ledgers) implements AutoCloseable {

    private static final int THREADS = 4;

    static {
        GrpcLog.muteHeaders();
    }

    Connection(ClientConfig config, ConnectionPool pool, Controller controller) {
        this(config, pool, controller, new KeepAlive(controller, pool.getInternalExecutor()),
                new LedgerTables(controller, pool));
    }

    /**
     * @throws PravegaException {@code Cannot connect to controller '…': …} when it does not answer within 30 s, or
     *     refuses
     */
    static Connection open(ConnectionOptions options) {
        ClientConfig config = ClientConfigs.of(options);
        ConnectionPool pool = new ConnectionPoolImpl(config, new SocketConnectionFactoryImpl(config, THREADS));
        try {
            ControllerProbe.require(options.controller(), config, pool.getInternalExecutor());
            return new Connection(config, pool, controller(config, pool.getInternalExecutor()));
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /** Its calls ride out a controller that is away for a minute: ten attempts with growing pauses, then one in 5 s. */
    private static Controller controller(ClientConfig config, ScheduledExecutorService executor) {
        return new TableTokenController(ControllerImplConfig.builder().clientConfig(config)
                .initialBackoffMillis(20).backoffMultiple(2).maxBackoffMillis(5_000).retryAttempts(26)
                .timeoutMillis(60_000).build(), executor);
    }

    ScheduledExecutorService executor() {
        return pool.getInternalExecutor();
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
        pool.close();
    }
}
