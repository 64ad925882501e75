// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** A single Kafka broker that is its own controller (KRaft), in a JVM of its own. */
final class KafkaBroker implements AutoCloseable {

    private final Process process;
    private final String address;
    private final Admin admin;
    private int topics;

    private KafkaBroker(Process process, String address) {
        this.process = process;
        this.address = address;
        admin = Admin.create(Map.of("bootstrap.servers", address));
    }

    /** Returns when the broker answers. */
    static KafkaBroker start() throws IOException, InterruptedException, ExecutionException {
        Path directory = Files.createTempDirectory(Files.createDirectories(Lab.directory()), "kafka");
        int broker = freePort();
        int controller = freePort();
        String properties = Files.writeString(directory.resolve("server.properties"), """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@localhost:%2$d
                listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                group.initial.rebalance.delay.ms=0
                """.formatted(broker, controller, directory.resolve("data"))).toString();
        List<String> jvmOptions = List.of("-Xmx1g", "-Dpravega.test.log=" + directory.resolve("kafka.log"));
        Redirect output = Redirect.appendTo(directory.resolve("kafka.out").toFile());
        int formatted = ChildJvm.start(jvmOptions, "kafka.tools.StorageTool",
                List.of("format", "-t", Uuid.randomUuid().toString(), "-c", properties), output).waitFor();
        if (formatted != 0) {
            throw new IOException("Cannot format Kafka's storage: exit status " + formatted);
        }
        Process process = ChildJvm.start(jvmOptions, "kafka.Kafka", List.of(properties), output);
        KafkaBroker kafka = new KafkaBroker(process, "localhost:" + broker);
        try {
            kafka.admin.describeCluster().nodes().get();
        } catch (ExecutionException e) {
            kafka.close();
            throw e;
        }
        return kafka;
    }

    /** Finds a port that nobody listens on. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What clients call {@code bootstrap.servers}. */
    String address() {
        return address;
    }

    /** Creates a topic and gives its name. */
    String newTopic(int partitions) throws ExecutionException, InterruptedException {
        String name = "topic" + ++topics;
        admin.createTopics(Set.of(new NewTopic(name, partitions, (short) 1))).all().get();
        return name;
    }

    /** Asks for a topic to be deleted. */
    void delete(String topic) {
        admin.deleteTopics(Set.of(topic));
    }

    @Override
    public void close() {
        admin.close();
        process.destroyForcibly();
    }
}
