// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import io.pravega.client.ClientConfig;
import io.pravega.client.admin.StreamManager;
import io.pravega.client.stream.ScalingPolicy;
import io.pravega.client.stream.StreamConfiguration;
import io.pravega.client.stream.StreamCut;
import io.pravega.connectors.spark.testing.EmbeddedPravega;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A fresh Pravega server with one scope. It keeps in its heap whatever was written to it, deleted or not, several times
 * over.
 */
final class Server implements AutoCloseable {

    static final String SCOPE = "bench";

    /** A server that uses less than a tenth of a core for so long is at rest. */
    private static final Duration REST = Duration.ofSeconds(1);
    private static final Duration REST_WITHIN = Duration.ofSeconds(60);

    private final EmbeddedPravega pravega;
    private final ClientConfig config;
    private final StreamManager manager;
    private int streams;

    /** @param jvmOptions in addition */
    Server(Settings settings, List<String> jvmOptions) {
        // All of the heap is made ready beforehand; else whoever writes first pays the system for its pages.
        EmbeddedPravega.Builder builder = EmbeddedPravega.builder().heap(settings.serverHeap())
                .jvmOption("-Xms" + settings.serverHeap()).jvmOption("-XX:+AlwaysPreTouch");
        jvmOptions.forEach(builder::jvmOption);
        pravega = builder.start();
        config = ClientConfig.builder().controllerURI(pravega.controllerUri()).build();
        manager = StreamManager.create(config);
        manager.createScope(SCOPE);
    }

    ClientConfig config() {
        return config;
    }

    /** Creates a stream and gives its name. */
    String newStream(int segments) {
        String name = "stream" + ++streams;
        manager.createStream(SCOPE, name,
                StreamConfiguration.builder().scalingPolicy(ScalingPolicy.fixed(segments)).build());
        return name;
    }

    /** Creates a stream that holds so many events, each of the given payload, and gives its name. */
    String newStream(int segments, BareWriter writer, long events, int eventBytes) throws Exception {
        String stream = newStream(segments);
        writer.fill(stream, events, eventBytes);
        requireEvents(stream, events, eventBytes);
        return stream;
    }

    void delete(String stream) {
        manager.sealStream(SCOPE, stream);
        manager.deleteStream(SCOPE, stream);
    }

    /** Returns when the server has nothing left to do of the last run, which the next one would pay for. */
    void awaitRest() throws InterruptedException {
        long deadline = System.nanoTime() + REST_WITHIN.toNanos();
        Duration before;
        do {
            before = cpuTime();
            Thread.sleep(REST.toMillis());
        } while (cpuTime().minus(before).compareTo(REST.dividedBy(10)) > 0 && System.nanoTime() - deadline < 0);
    }

    /** Leaves the server as much free heap as can be. */
    void collectGarbage() throws IOException, InterruptedException {
        Process collection = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(pravega.pid()), "GC.run").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (collection.waitFor() != 0) {
            throw new IllegalStateException("Cannot collect the server's garbage: its log is " + pravega.log());
        }
    }

    private Duration cpuTime() {
        return ProcessHandle.of(pravega.pid()).flatMap(process -> process.info().totalCpuDuration()).orElseThrow(
                () -> new IllegalStateException("Cannot go on: the server has ended; its log is " + pravega.log()));
    }

    /** The bytes of all events ever written, headers included. */
    long bytesIn(String stream) {
        StreamCut tail = manager.fetchStreamInfo(SCOPE, stream).join().getTailStreamCut();
        return tail.asImpl().getPositions().values().stream().mapToLong(Long::longValue).sum();
    }

    /** @throws IllegalStateException unless the stream holds exactly the events, each of the given payload */
    void requireEvents(String stream, long events, int eventBytes) {
        long expected = events * (eventBytes + EventBytes.HEADER);
        if (bytesIn(stream) != expected) {
            throw new IllegalStateException("Cannot trust the figures: stream %s has %d bytes where %d events have %d"
                    .formatted(stream, bytesIn(stream), events, expected));
        }
    }

    /** The connector's options for the stream. */
    Map<String, String> options(String stream) {
        return Map.of("controller", pravega.controllerUri().toString(), "scope", SCOPE, "stream", stream);
    }

    @Override
    public void close() {
        manager.close();
        pravega.close();
    }
}
