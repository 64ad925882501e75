package io.pravega.connectors.spark.client;

import io.pravega.client.ClientConfig;
import io.pravega.client.connection.impl.ConnectionPool;
import io.pravega.client.control.impl.Controller;
import java.util.concurrent.ScheduledExecutorService;

/** The sockets, the controller channel and the threads to one cluster, shared by everything in this package. */
record Connection(ClientConfig config, ConnectionPool pool, Controller controller) implements AutoCloseable {

    ScheduledExecutorService executor() {
        return pool.getInternalExecutor();
    }

    @Override
    public void close() {
        controller.close();
        pool.close();
    }
}
