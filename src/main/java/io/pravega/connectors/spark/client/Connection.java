package io.pravega.connectors.spark.client;

import io.pravega.client.ClientConfig;
import io.pravega.client.connection.impl.ConnectionPool;
import io.pravega.client.control.impl.Controller;
import java.util.concurrent.ScheduledExecutorService;

/** The sockets, the controller channel and the threads to one cluster, shared by everything in this package. */
record Connection(ClientConfig config, ConnectionPool pool, Controller controller, KeepAlive keepAlive)
        implements AutoCloseable {

    Connection(ClientConfig config, ConnectionPool pool, Controller controller) {
        this(config, pool, controller, new KeepAlive(controller, pool.getInternalExecutor()));
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
        controller.close();
        pool.close();
    }
}
