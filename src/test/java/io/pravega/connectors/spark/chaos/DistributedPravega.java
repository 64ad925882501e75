// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos;

import io.pravega.client.control.impl.ControllerImpl;
import io.pravega.client.control.impl.ControllerImplConfig;
import io.pravega.client.stream.ScalingPolicy;
import io.pravega.client.stream.StreamConfiguration;
import io.pravega.connectors.spark.testing.SecuredPravega;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/**
 * A Pravega 0.13.0 cluster on this machine: ZooKeeper, three bookies, two controllers and two segment stores, each in a
 * process of its own, with long-term storage on disk. Each can be killed, paused, resumed and restarted. Clients reach
 * controllers and stores through a {@link FaultyProxy} each.
 *
 * <p>A store that is silent for 5 s loses its containers to the other one 2 s later. The class path is that of
 * {@link io.pravega.connectors.spark.testing.EmbeddedPravega}; data and logs go to a new directory beside its file. All
 * processes end with {@link #close()}, and with the JVM that started them, however that ends.
 */
public final class DistributedPravega implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path directory;
    private final Ports ports = Ports.choose();
    private final ServerSettings settings;
    private final String classPath;
    private final Map<Role, List<ServerProcess>> servers = new EnumMap<>(Role.class);
    private final List<FaultyProxy> controllerProxies = new ArrayList<>();
    private final List<FaultyProxy> storeProxies = new ArrayList<>();

    private DistributedPravega(Optional<Duration> tokenLife) throws IOException {
        Path classPathFile = Path
            .of(System.getProperty("pravega.server.classpath.file", "target/pravega-server.classpath"))
            .toAbsolutePath();
        classPath = Files.readString(classPathFile).strip();
        directory = classPathFile.resolveSibling("pravega-cluster").resolve(String.valueOf(ports.zooKeeper()));
        settings = new ServerSettings(directory, ports, tokenLife);
        deleteData();
        Files.createDirectories(directory.resolve("storage"));
        Files.writeString(settings.accounts(), SecuredPravega.adminAccount());
    }

    /**
     * Starts a cluster and returns when a stream can be created and sealed on it.
     *
     * @throws IllegalStateException if it ended or did not become ready in time; the logs are in the directory it names
     */
    public static DistributedPravega start() {
        return start(Optional.empty());
    }

    /** Likewise, but lets only {@link SecuredPravega#ADMIN} in, whose tokens live for a time in whole seconds. */
    public static DistributedPravega startSecured(Duration tokenLife) {
        return start(Optional.of(tokenLife));
    }

    private static DistributedPravega start(Optional<Duration> tokenLife) {
        try {
            DistributedPravega cluster = new DistributedPravega(tokenLife);
            try {
                cluster.startAll();
                return cluster;
            } catch (Throwable e) {
                cluster.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start Pravega: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Cannot start Pravega: interrupted", e);
        }
    }

    /** The addresses of both controllers, such as {@code tcp://127.0.0.1:20123,127.0.0.1:20124}. */
    public URI controllerUri() {
        return URI.create(controllerProxies.stream().map(proxy -> "127.0.0.1:" + proxy.port())
            .collect(Collectors.joining(",", "tcp://", "")));
    }

    /** Where the servers' logs are. */
    public Path directory() {
        return directory;
    }

    /** The process id of a server. */
    public long pid(Role role, int index) {
        return server(role, index).pid();
    }

    /** The network between clients and a controller or a store. */
    public FaultyProxy network(Role role, int index) {
        return switch (role) {
            case CONTROLLER -> controllerProxies.get(index);
            case STORE -> storeProxies.get(index);
            default -> throw new IllegalArgumentException("Invalid role '" + role + "': clients do not talk to it");
        };
    }

    /** The store, by index, that is found at an address that the controller gives for a segment. */
    public int storeAt(int port) {
        return IntStream.range(0, storeProxies.size()).filter(i -> storeProxies.get(i).port() == port).findAny()
            .orElseThrow(() -> new IllegalArgumentException("Invalid port '" + port + "': no store publishes it"));
    }

    /** Kills a server by SIGKILL. */
    public void kill(Role role, int index) throws IOException, InterruptedException {
        server(role, index).kill();
        if (hasNetwork(role)) {
            network(role, index).refuse();
        }
    }

    /** Starts a killed server again, on its old address and data; does not wait until it serves. */
    public void restart(Role role, int index) throws IOException {
        server(role, index).start();
        if (hasNetwork(role)) {
            network(role, index).heal();
        }
    }

    /** Pauses a server by SIGSTOP. */
    public void pause(Role role, int index) throws IOException, InterruptedException {
        server(role, index).pause();
    }

    /** Has a paused server go on, by SIGCONT. */
    public void resume(Role role, int index) throws IOException, InterruptedException {
        server(role, index).resume();
    }

    /** Whether a server's process is there, be it paused or not. */
    public boolean isAlive(Role role, int index) {
        return server(role, index).isAlive();
    }

    /** Whether a server takes connections; a paused one does, too. */
    public boolean isListening(Role role, int index) {
        return isAlive(role, index) && Ports.isOpen(ports.of(role, index));
    }

    /** Kills all servers. Their logs stay. */
    @Override
    public void close() {
        try {
            for (List<ServerProcess> all : servers.values()) {
                for (ServerProcess server : all) {
                    server.kill();
                }
            }
            for (FaultyProxy proxy : controllerProxies) {
                proxy.close();
            }
            for (FaultyProxy proxy : storeProxies) {
                proxy.close();
            }
            deleteData();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop Pravega: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startAll() throws IOException, InterruptedException {
        add(Role.ZOOKEEPER, "256m", "64m", i -> List.of(), i -> List.of(
            "org.apache.zookeeper.server.quorum.QuorumPeerMain", write("zookeeper.cfg", settings.zooKeeper())));
        add(Role.BOOKIE, "256m", "256m", i -> List.of(), i -> List.of(
            "org.apache.bookkeeper.server.Main", "--conf", write("bookie-" + i + ".conf", settings.bookie(i))));
        add(Role.CONTROLLER, "512m", "128m", i -> properties(settings.controller(i)), i -> List.of(
            "io.pravega.controller.server.Main"));
        // The file must be there.
        String empty = write("empty.properties", Map.of());
        add(Role.STORE, "768m", "768m", i -> Stream.concat(properties(settings.store(i)).stream(),
            Stream.of("-Dpravega.configurationFile=" + empty)).toList(), i -> List.of(
            "io.pravega.segmentstore.server.host.ServiceStarter"));
        for (int i = 0; i < Role.CONTROLLER.count(); i++) {
            controllerProxies.add(new FaultyProxy(ports.controllerProxy(i), ports.controller(i)));
        }
        for (int i = 0; i < Role.STORE.count(); i++) {
            storeProxies.add(new FaultyProxy(ports.storeProxy(i), ports.store(i)));
        }

        long deadline = System.nanoTime() + PATIENCE.toNanos();
        startAll(Role.ZOOKEEPER);
        awaitPort(ports.zooKeeper(), deadline);
        createMetadata(deadline);
        startAll(Role.BOOKIE);
        // Containers that start with too few bookies fail and are tried again 10 s later only.
        for (int i = 0; i < Role.BOOKIE.count(); i++) {
            awaitPort(ports.bookie(i), deadline);
        }
        startAll(Role.CONTROLLER);
        startAll(Role.STORE);
        for (int i = 0; i < Role.CONTROLLER.count(); i++) {
            awaitPort(ports.controller(i), deadline);
        }
        awaitReady(deadline);
    }

    /** Lists of words for each server of a role. */
    private interface Words {
        List<String> of(int index) throws IOException;
    }

    private void add(Role role, String heap, String direct, Words options, Words main) throws IOException {
        List<ServerProcess> all = new ArrayList<>();
        servers.put(role, all);
        for (int i = 0; i < role.count(); i++) {
            List<String> jvm = new ArrayList<>(ServerSettings.jvm(heap, direct));
            jvm.addAll(options.of(i));
            String name = role.name().toLowerCase(Locale.ROOT) + "-" + i;
            all.add(new ServerProcess(name, directory, classPath, jvm, main.of(i)));
        }
    }

    private static List<String> properties(Map<String, String> settings) {
        return settings.entrySet().stream().map(e -> "-D" + e.getKey() + "=" + e.getValue()).toList();
    }

    private String write(String file, Map<String, String> settings) throws IOException {
        String text = settings.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue() + "\n")
            .collect(Collectors.joining());
        return Files.writeString(directory.resolve(file), text).toString();
    }

    private void startAll(Role role) throws IOException {
        for (ServerProcess server : servers.get(role)) {
            server.start();
        }
    }

    /** What stores and bookies look for in ZooKeeper and nobody creates. */
    private void createMetadata(long deadline) throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(settings.zooKeeperAddress(), 10000, (WatchedEvent event) -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        try {
            if (!connected.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw notReady("ZooKeeper does not answer");
            }
            for (String node : ServerSettings.NODES) {
                client.create(node, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
        } catch (KeeperException e) {
            throw new IllegalStateException("Cannot start Pravega: " + e.getMessage(), e);
        } finally {
            client.close();
        }
        ServerProcess shell = new ServerProcess("bookkeeper-shell", directory, classPath,
            ServerSettings.jvm("128m", "64m"), List.of("org.apache.bookkeeper.bookie.BookieShell", "-conf",
            directory.resolve("bookie-0.conf").toString(), "initnewcluster"));
        shell.start();
        int status = shell.awaitEnd();
        if (status != 0) {
            throw notReady("BookKeeper's metadata was not created, status " + status);
        }
    }

    private void awaitPort(int port, long deadline) throws InterruptedException {
        while (!Ports.isOpen(port)) {
            if (System.nanoTime() - deadline > 0) {
                throw notReady("nobody listens on port " + port);
            }
            Thread.sleep(50);
        }
    }

    /** Event processors, which seal streams, start some seconds later than what creates them. */
    private void awaitReady(long deadline) throws InterruptedException {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        try (ControllerImpl controller = new ControllerImpl(ControllerImplConfig.builder()
                .clientConfig(SecuredPravega.adminConfig(controllerUri())).maxBackoffMillis(500).build(), executor)) {
            StreamConfiguration config = StreamConfiguration.builder().scalingPolicy(ScalingPolicy.fixed(2)).build();
            while (true) {
                try {
                    controller.createScope("ready").get(10, TimeUnit.SECONDS);
                    controller.createStream("ready", "ready", config).get(10, TimeUnit.SECONDS);
                    controller.sealStream("ready", "ready").get(20, TimeUnit.SECONDS);
                    return;
                } catch (ExecutionException | TimeoutException e) {
                    if (System.nanoTime() - deadline > 0) {
                        throw notReady(e.toString());
                    }
                    Thread.sleep(200);
                }
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private IllegalStateException notReady(String why) {
        return new IllegalStateException("Cannot start Pravega: it was not ready after " + PATIENCE.toSeconds()
            + " s: " + why + "; its logs are in " + directory);
    }

    private ServerProcess server(Role role, int index) {
        return servers.get(role).get(index);
    }

    private static boolean hasNetwork(Role role) {
        return role == Role.CONTROLLER || role == Role.STORE;
    }

    /** Deletes everything but the servers' logs. */
    private void deleteData() throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    boolean log = file.getParent().equals(directory) && file.toString().endsWith(".log");
                    if (!log && !file.equals(directory)) {
                        Files.delete(file);
                    }
                }
            }
        }
    }
}
