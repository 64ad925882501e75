// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real Pravega 0.13.0 standalone server (controller, segment store, ZooKeeper; storage in memory) in a JVM of its
 * own, on free ports of the loopback interface.
 *
 * <p>Its class path is the one Maven writes to {@code target/pravega-server.classpath}; another file can be named by
 * the system property {@code pravega.server.classpath.file}. Log and temporary files go to a directory beside that
 * file. The server ends with {@link #close()} and with the JVM that started it, however that ends.
 */
public final class EmbeddedPravega implements AutoCloseable {

    private static final String MAIN_CLASS = "io.pravega.local.LocalPravegaEmulator";
    // The server calls itself running before its segment containers are: until the controller's own streams stand,
    // it may refuse to create a scope.
    private static final List<String> READY = List.of(
        "Pravega Sandbox is running locally now",
        "Controller event processors startUp complete");
    private static final int ATTEMPTS = 5;

    private final Process process;
    private final URI controllerUri;
    private final Path directory;

    private EmbeddedPravega(Process process, URI controllerUri, Path directory) {
        this.process = process;
        this.controllerUri = controllerUri;
        this.directory = directory;
    }

    /** Starts a server with default settings: no TLS, no authentication, 2 GB of heap. */
    public static EmbeddedPravega start() {
        return builder().start();
    }

    /** A server with settings of its own. */
    public static Builder builder() {
        return new Builder();
    }

    /** The controller's address, such as {@code tcp://localhost:40123}. */
    public URI controllerUri() {
        return controllerUri;
    }

    /** The server's process id. */
    public long pid() {
        return process.pid();
    }

    /** The server's log. */
    public Path log() {
        return directory.resolve("server.log");
    }

    /** Ends the server at once. What was written is gone. */
    @Override
    public void close() {
        end(process);
    }

    private static void end(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has gone already.
        }
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Settings of a server to be started. */
    public static final class Builder {
        private final Map<String, String> properties = new LinkedHashMap<>();
        private final List<String> jvmOptions = new ArrayList<>();
        private Path javaHome = Path.of(System.getProperty("java.home"));
        private String heap = "2g";
        private Duration patience = Duration.ofSeconds(60);

        private Builder() {
            property("singlenode.controller.rest.enable", "false");
            property("singlenode.admin.gateway.enable", "false");
            // The default of 128 MB kills the server for good after some 130 MB of unflushed data.
            property("pravegaservice.cache.size.max", "2147483648");
        }

        /** The largest heap, as in {@code -Xmx}: {@code "2g"} unless told. Stored data stays in it. */
        public Builder heap(String size) {
            heap = size;
            return this;
        }

        /**
         * Sets a property of the server, such as {@code singlenode.security.tls.enable}; TLS turns the scheme of
         * {@link #controllerUri()} into {@code tls}.
         */
        public Builder property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /** Adds an option of the server's JVM. */
        public Builder jvmOption(String option) {
            jvmOptions.add(option);
            return this;
        }

        /** The Java that runs the server; the one that runs this unless told. */
        public Builder javaHome(Path home) {
            javaHome = home;
            return this;
        }

        /** How long the server may take to become ready: 60 seconds unless told. */
        public Builder patience(Duration limit) {
            patience = limit;
            return this;
        }

        /**
         * Starts the server and returns when it is ready.
         *
         * @throws IllegalStateException if it ended or did not become ready in time; the text has the end of its log
         */
        public EmbeddedPravega start() {
            try {
                for (int attempt = 1; ; attempt++) {
                    try {
                        return startOnFreePorts();
                    } catch (PortTakenException e) {
                        if (attempt == ATTEMPTS) {
                            throw new IllegalStateException(e.getMessage(), e);
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot start Pravega: " + e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Cannot start Pravega: interrupted", e);
            }
        }

        private EmbeddedPravega startOnFreePorts() throws IOException, InterruptedException, PortTakenException {
            Path classPathFile = Path
                .of(System.getProperty("pravega.server.classpath.file", "target/pravega-server.classpath"))
                .toAbsolutePath();
            if (!Files.exists(classPathFile)) {
                throw new IllegalStateException(
                    "Cannot start Pravega: " + classPathFile + " is missing; Maven writes it before the tests");
            }
            int[] ports = freePorts(3);
            Path directory = classPathFile.resolveSibling("pravega-server").resolve(String.valueOf(ports[0]));
            Files.createDirectories(directory.resolve("tmp"));
            Path noConfiguration = Files.write(directory.resolve("empty.properties"), new byte[0]);
            Path log = directory.resolve("server.log");

            List<String> command = new ArrayList<>();
            command.add(javaHome.resolve("bin/java").toString());
            command.add("-Xmx" + heap);
            command.add("-XX:MaxDirectMemorySize=4g");
            command.add("-XX:+ExitOnOutOfMemoryError");
            command.add("-Djava.io.tmpdir=" + directory.resolve("tmp"));
            command.add("-Dlogback.configurationFile=pravega-server-logback.xml");
            command.add("-Dsinglenode.configurationFile=" + noConfiguration);
            command.add("-Dsinglenode.controller.rpc.port=" + ports[0]);
            command.add("-Dsinglenode.segmentStore.port=" + ports[1]);
            command.add("-Dsinglenode.zk.port=" + ports[2]);
            properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(jvmOptions);
            command.add("-cp");
            command.add(testClasses() + System.getProperty("path.separator") + Files.readString(classPathFile).strip());
            command.add(BoundToParent.class.getName());
            command.add(MAIN_CLASS);

            Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
            try {
                awaitReady(process, log);
            } catch (Throwable e) {
                end(process);
                throw e;
            }
            boolean tls = Boolean.parseBoolean(properties.get("singlenode.security.tls.enable"));
            URI uri = URI.create((tls ? "tls" : "tcp") + "://localhost:" + ports[0]);
            return new EmbeddedPravega(process, uri, directory);
        }

        private void awaitReady(Process process, Path log)
            throws IOException, InterruptedException, PortTakenException {
            long deadline = System.nanoTime() + patience.toNanos();
            boolean ended;
            do {
                // Asked before the log is read, so that the last words of a process that ends are heard.
                ended = process.waitFor(50, TimeUnit.MILLISECONDS);
                String said = Files.readString(log);
                if (!ended && READY.stream().allMatch(said::contains)) {
                    return;
                }
                if (said.contains("java.net.BindException") || said.contains("Address already in use")) {
                    throw new PortTakenException(failure("a port was taken", log));
                }
            } while (!ended && System.nanoTime() - deadline < 0);
            throw new IllegalStateException(ended
                ? failure("it ended with status " + process.exitValue(), log)
                : failure("it was not ready after " + patience.toSeconds() + " s", log));
        }

        private static String failure(String why, Path log) throws IOException {
            try (Stream<String> lines = Files.lines(log)) {
                List<String> all = lines.collect(Collectors.toList());
                String tail = String.join("\n", all.subList(Math.max(0, all.size() - 40), all.size()));
                return "Cannot start Pravega: " + why + ". The end of " + log + ":\n" + tail;
            }
        }

        private static int[] freePorts(int count) throws IOException {
            ServerSocket[] sockets = new ServerSocket[count];
            int[] ports = new int[count];
            try {
                // All are held until all are chosen, so that they differ.
                for (int i = 0; i < count; i++) {
                    sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ports[i] = sockets[i].getLocalPort();
                }
            } finally {
                for (ServerSocket socket : sockets) {
                    if (socket != null) {
                        socket.close();
                    }
                }
            }
            return ports;
        }

        private static Path testClasses() {
            URL location = BoundToParent.class.getProtectionDomain().getCodeSource().getLocation();
            return Path.of(URI.create(location.toString()));
        }
    }

    /** Another process was faster; it is worth another attempt. */
    private static final class PortTakenException extends Exception {
        private static final long serialVersionUID = 1L;

        private PortTakenException(String message) {
            super(message);
        }
    }
}
