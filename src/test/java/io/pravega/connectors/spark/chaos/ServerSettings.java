// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos;

import io.pravega.connectors.spark.testing.SecuredPravega;
import io.pravega.shared.security.auth.Credentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What each server of the cluster is told, beside its defaults.
 *
 * @param tokenLife how long a client's token lives; without it the servers let everybody in
 */
record ServerSettings(Path directory, Ports ports, Optional<Duration> tokenLife) {

    /** How long a server that is silent counts as alive; then another takes over its work. */
    private static final String SESSION_MILLIS = "5000";
    /** How long the controllers wait before they share out containers anew. */
    private static final String REBALANCE_SECONDS = "2";
    private static final String CONTAINERS = "4";
    private static final String CLUSTER = "pravega-cluster";
    /** What the controllers sign tokens with, and the stores know them by. */
    private static final String SIGNING_KEY = "the-controllers-signing-key";
    private static final String LEDGERS = "/pravega/" + CLUSTER + "/bookkeeper/ledgers";

    /** The parents of {@link #LEDGERS}, which nobody else creates. */
    static final List<String> NODES = List.of("/pravega", "/pravega/" + CLUSTER, "/pravega/" + CLUSTER + "/bookkeeper");

    /** For start time and idle cost on two cores. */
    static List<String> jvm(String heap, String direct) {
        return List.of("-Xmx" + heap, "-XX:MaxDirectMemorySize=" + direct, "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-Xss512k", "-XX:+ExitOnOutOfMemoryError", "-Djava.net.preferIPv4Stack=true",
            "--add-opens=java.base/java.io=ALL-UNNAMED", "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-Dlogback.configurationFile=pravega-server-logback.xml", "-Dzookeeper.jmx.log4j.disable=true");
    }

    String zooKeeperAddress() {
        return "127.0.0.1:" + ports.zooKeeper();
    }

    Map<String, String> zooKeeper() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("clientPortAddress", "127.0.0.1");
        settings.put("clientPort", String.valueOf(ports.zooKeeper()));
        settings.put("dataDir", directory.resolve("zookeeper").toString());
        // All come from one address.
        settings.put("maxClientCnxns", "0");
        settings.put("admin.enableServer", "false");
        // It grants sessions of 2 to 20 ticks.
        settings.put("tickTime", "1000");
        return settings;
    }

    Map<String, String> bookie(int index) {
        Map<String, String> settings = new LinkedHashMap<>();
        Path data = directory.resolve("bookie-" + index);
        settings.put("bookiePort", String.valueOf(ports.bookie(index)));
        settings.put("advertisedAddress", "127.0.0.1");
        settings.put("listeningInterface", "lo");
        settings.put("allowLoopback", "true");
        settings.put("metadataServiceUri", "zk://" + zooKeeperAddress() + LEDGERS);
        settings.put("zkTimeout", SESSION_MILLIS);
        settings.put("journalDirectory", data.resolve("journal").toString());
        settings.put("ledgerDirectories", data.resolve("ledgers").toString());
        // Else it takes no data on a disk that is 95 % full.
        settings.put("diskUsageThreshold", "0.99");
        settings.put("journalMaxSizeMB", "256");
        settings.put("journalPreAllocSizeMB", "4");
        settings.put("skipListSizeLimit", "16777216");
        settings.put("entryLogFilePreallocationEnabled", "false");
        settings.put("numAddWorkerThreads", "1");
        settings.put("numReadWorkerThreads", "2");
        settings.put("numHighPriorityWorkerThreads", "2");
        settings.put("numLongPollWorkerThreads", "0");
        settings.put("serverNumIOThreads", "2");
        settings.put("autoRecoveryDaemonEnabled", "false");
        settings.put("httpServerEnabled", "false");
        settings.put("enableStatistics", "false");
        return settings;
    }

    Map<String, String> controller(int index) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("controller.cluster.name", CLUSTER);
        settings.put("controller.container.count", CONTAINERS);
        settings.put("controller.zk.connect.uri", zooKeeperAddress());
        settings.put("controller.zk.connect.session.timeout.milliseconds", SESSION_MILLIS);
        settings.put("controller.hostMonitor.enable", "true");
        settings.put("controller.rebalance.interval.seconds.min", REBALANCE_SECONDS);
        settings.put("controller.service.rpc.listener.port", String.valueOf(ports.controller(index)));
        settings.put("controller.service.rpc.published.host.nameOrIp", "127.0.0.1");
        settings.put("controller.service.rpc.published.port", String.valueOf(ports.controllerProxy(index)));
        settings.put("controller.service.rest.listener.host.ip", "127.0.0.1");
        settings.put("controller.service.rest.listener.port", String.valueOf(ports.controllerRest(index)));
        settings.put("controller.service.asyncTaskPool.size", "20");
        settings.put("controller.watermarking.bucket.count", "4");
        settings.put("controller.watermarking.thread.count", "2");
        tokenLife.ifPresent(life -> {
            settings.put("controller.security.auth.enable", "true");
            settings.put("controller.security.pwdAuthHandler.accountsDb.location", accounts().toString());
            settings.put("controller.security.auth.delegationToken.signingKey.basis", SIGNING_KEY);
            settings.put("controller.security.auth.delegationToken.ttl.seconds", String.valueOf(life.toSeconds()));
        });
        return settings;
    }

    Map<String, String> store(int index) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("pravegaservice.clusterName", CLUSTER);
        settings.put("pravegaservice.container.count", CONTAINERS);
        settings.put("pravegaservice.container.parallelStarts", CONTAINERS);
        settings.put("pravegaservice.zk.connect.uri", zooKeeperAddress());
        settings.put("pravegaservice.zk.connect.sessionTimeout.milliseconds", SESSION_MILLIS);
        settings.put("pravegaservice.service.listener.host.nameOrIp", "127.0.0.1");
        settings.put("pravegaservice.service.listener.port", String.valueOf(ports.store(index)));
        settings.put("pravegaservice.service.published.host.nameOrIp", "127.0.0.1");
        settings.put("pravegaservice.service.published.port", String.valueOf(ports.storeProxy(index)));
        settings.put("pravegaservice.dataLog.impl.name", "BOOKKEEPER");
        settings.put("pravegaservice.storage.impl.name", "FILESYSTEM");
        settings.put("pravegaservice.storage.layout", "CHUNKED_STORAGE");
        settings.put("filesystem.root", directory.resolve("storage").toString());
        // Has to be less than the memory outside the heap.
        settings.put("pravegaservice.cache.size.max", "402653184");
        settings.put("pravegaservice.rest.listener.enable", "false");
        settings.put("pravegaservice.admin.gateway.enable", "false");
        settings.put("pravegaservice.threadPool.core.size", "20");
        settings.put("pravegaservice.threadPool.storage.size", "20");
        settings.put("bookkeeper.zk.connect.uri", zooKeeperAddress());
        // Of three bookies one may be away.
        settings.put("bookkeeper.ensemble.size", "2");
        settings.put("bookkeeper.write.quorum.size", "2");
        settings.put("bookkeeper.ack.quorum.size", "2");
        settings.put("autoScale.controller.connect.uri", IntStream.range(0, Role.CONTROLLER.count())
            .mapToObj(i -> "127.0.0.1:" + ports.controller(i)).collect(Collectors.joining(",", "tcp://", "")));
        if (tokenLife.isPresent()) {
            settings.put("autoScale.controller.connect.security.auth.enable", "true");
            settings.put("autoScale.security.auth.token.signingKey.basis", SIGNING_KEY);
            // The stores are clients of the controllers, too.
            Credentials admin = SecuredPravega.adminCredentials();
            settings.put("pravega.client.auth.method", admin.getAuthenticationType());
            settings.put("pravega.client.auth.token", admin.getAuthenticationToken());
        }
        return settings;
    }

    /** Where the controllers read who may do what. */
    Path accounts() {
        return directory.resolve("accounts");
    }
}
