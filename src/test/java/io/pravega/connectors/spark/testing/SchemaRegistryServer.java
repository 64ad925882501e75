// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real schema registry 0.6.0 in a JVM of its own, with its schemas in memory. Its jars are those that Maven puts in
 * {@code target/registry/jars} before the tests. It ends with {@link #close()} and with the JVM that started it.
 */
public final class SchemaRegistryServer implements AutoCloseable {

    private static final Path HOME = Path.of("target/registry").toAbsolutePath();
    private static final String PREFIX = "schemaRegistry.";
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final URI uri;

    private SchemaRegistryServer(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** The class path of the registry and of its own serializers. */
    public static String classPath() {
        return HOME.resolve("jars") + "/*";
    }

    /** Starts a registry that anybody may use. */
    public static SchemaRegistryServer start() {
        return startOn(freePort());
    }

    /** Starts a registry that anybody may use on a port that was free a moment ago. */
    public static SchemaRegistryServer startOn(int port) {
        return start(port, Map.of(), false);
    }

    /**
     * Starts a registry with TLS that wants credentials.
     *
     * @param directory for its files
     * @param certificates the authority to trust
     * @param token of the one who may do everything
     */
    public static SchemaRegistryServer startSecured(Path directory, Certificates certificates, String token) {
        try {
            Path password = Files.writeString(directory.resolve("registry-password"), Certificates.STORE_PASSWORD);
            Path tokens = Files.writeString(directory.resolve("registry-tokens"), token);
            Path accounts = Files.writeString(directory.resolve("registry-accounts"), String.join("\n",
                SecuredPravega.account("writer", "writers-pass-word", "prn::*,READ_UPDATE"),
                SecuredPravega.account("stranger", "strangers-pass-word", "prn::/nothing,READ")));
            Map<String, String> properties = new LinkedHashMap<>();
            properties.put(PREFIX + "security.auth.enable", "true");
            properties.put(PREFIX + "security.pwdAuthHandler.accountsDb.location", accounts.toString());
            properties.put(TokenAuthHandler.TOKENS_PROPERTY, tokens.toString());
            properties.put(PREFIX + "security.tls.enable", "true");
            properties.put(PREFIX + "security.tls.server.certificate.location", certificates.authority().toString());
            properties.put(PREFIX + "security.tls.server.privateKey.location",
                certificates.zooKeeperStore().toString());
            properties.put(PREFIX + "security.tls.server.privateKey.pwd.location", password.toString());
            return start(freePort(), properties, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that nobody listens on. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SchemaRegistryServer start(int port, Map<String, String> properties, boolean tls) {
        try {
            Path directory = Files.createDirectories(HOME.resolve("server").resolve(String.valueOf(port)));
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
            // It writes its surroundings to its log at level INFO.
            command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
            command.add("-D" + PREFIX + "store.type.name=InMemory");
            command.add("-D" + PREFIX + "service.rest.published.host.nameOrIp=127.0.0.1");
            command.add("-D" + PREFIX + "service.rest.listener.port=" + port);
            properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.add("-cp");
            command.add(Path.of(URI.create(BoundToParent.class.getProtectionDomain().getCodeSource().getLocation()
                .toString())) + System.getProperty("path.separator") + classPath());
            command.add(BoundToParent.class.getName());
            command.add("io.pravega.schemaregistry.service.Main");
            Path log = directory.resolve("server.log");
            Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
            SchemaRegistryServer server = new SchemaRegistryServer(process,
                URI.create((tls ? "https" : "http") + "://localhost:" + port));
            server.awaitReady(log);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the schema registry: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Cannot start the schema registry: interrupted", e);
        }
    }

    /** It listens once it is ready to serve. */
    private void awaitReady(Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!listens()) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() - deadline > 0) {
                close();
                throw new IllegalStateException("Cannot start the schema registry:\n" + Files.readString(log));
            }
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Where it is, such as {@code http://localhost:9092}. */
    public URI uri() {
        return uri;
    }

    /** Creates a group, as an administrator does. */
    public void createGroup(String namespace, String group, String format, String policy) {
        String body = """
            {"groupName":"%s","groupProperties":{"serializationFormat":{"serializationFormat":"%s"},
            "compatibility":{"policy":"%s"},"allowMultipleTypes":false,"properties":{}}}""".formatted(group, format,
            policy);
        try {
            int status = HttpClient.newHttpClient().send(HttpRequest
                .newBuilder(URI.create(uri + "/v1/groups?namespace=" + namespace))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                BodyHandlers.discarding()).statusCode();
            if (status != HttpURLConnection.HTTP_CREATED) {
                throw new IllegalStateException("Cannot create group " + group + ": status " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends the server at once. What it knew is gone. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
