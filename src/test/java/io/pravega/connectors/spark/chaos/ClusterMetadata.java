// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** What a cluster keeps in ZooKeeper. */
record ClusterMetadata(Path directory, ServerSettings settings, String classPath) {

    private static final int PATIENCE_MILLIS = 60_000;

    /** Creates what stores and bookies look for, and nobody creates, as soon as ZooKeeper answers. */
    void create() throws IOException, InterruptedException {
        ask(zooKeeper -> {
            for (String node : ServerSettings.NODES) {
                zooKeeper.create(node, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
            return null;
        });
        ServerProcess shell = new ServerProcess("bookkeeper-shell", directory, classPath,
            ServerSettings.jvm("128m", "64m"), List.of("org.apache.bookkeeper.bookie.BookieShell", "-conf",
            directory.resolve("bookie-0.conf").toString(), "initnewcluster"));
        shell.start();
        int status = shell.awaitEnd();
        if (status != 0) {
            throw new IllegalStateException("Cannot create BookKeeper's metadata: status " + status + "; see "
                + directory);
        }
    }

    /** Counts the transactions, of whatever stream, that are neither committed nor aborted. */
    int openTransactions() throws IOException, InterruptedException {
        return ask(zooKeeper -> {
            int open = 0;
            for (String controller : zooKeeper.getChildren(ServerSettings.TRANSACTIONS, false)) {
                open += zooKeeper.getChildren(ServerSettings.TRANSACTIONS + "/" + controller, false).size();
            }
            return open;
        });
    }

    /** A question to ZooKeeper. */
    private interface Question<T> {
        T ask(ZooKeeper zooKeeper) throws KeeperException, InterruptedException;
    }

    private <T> T ask(Question<T> question) throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(settings.zooKeeperAddress(), 10000, (WatchedEvent event) -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        try {
            if (!connected.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("Cannot ask ZooKeeper: it does not answer; see " + directory);
            }
            return question.ask(client);
        } catch (KeeperException e) {
            throw new IllegalStateException("Cannot ask ZooKeeper: " + e.getMessage(), e);
        } finally {
            client.close();
        }
    }
}
