// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Watches which threads this JVM starts (all of them) and which sockets it opens (looked for every 2 ms). */
final class OpeningsWatch {

    private static final String THREAD_START = "jdk.ThreadStart";
    private static final Pattern CLIENTS = Pattern.compile("io\\.(pravega|grpc|netty)\\.");
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private final Recording recording = new Recording();
    private final Set<String> socketsBefore = openSockets();
    private final Map<String, String> socketsSeen = new TreeMap<>();
    private final Thread sampler = new Thread(this::sampleSockets, "openings-watch");
    private volatile boolean over;

    /**
     * What was opened.
     *
     * @param clientThreads started by code of Pravega, gRPC or netty: name, digits replaced by #, → how many
     * @param otherThreads Spark's, likewise
     * @param sockets the system's ids of the sockets → the line the system has of them
     */
    record Seen(Map<String, Integer> clientThreads, Map<String, Integer> otherThreads, Map<String, String> sockets) {
    }

    OpeningsWatch() throws IOException {
        sampler.start();
        recording.enable(THREAD_START).withStackTrace();
        recording.start();
    }

    Seen end() throws IOException, InterruptedException {
        over = true;
        sampler.join();
        recording.stop();
        Path file = Files.createTempFile("openings", ".jfr");
        recording.dump(file);
        recording.close();
        Map<String, Integer> clients = new TreeMap<>();
        Map<String, Integer> others = new TreeMap<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.getEventType().getName().equals(THREAD_START)) {
                (isOfClient(event) ? clients : others).merge(
                        event.getThread("thread").getJavaName().replaceAll("\\d+", "#"), 1, Integer::sum);
            }
        }
        Files.delete(file);
        return new Seen(clients, others, socketsSeen);
    }

    private static boolean isOfClient(RecordedEvent threadStart) {
        return threadStart.getStackTrace() != null && threadStart.getStackTrace().getFrames().stream()
                .anyMatch(frame -> CLIENTS.matcher(frame.getMethod().getType().getName()).lookingAt());
    }

    private void sampleSockets() {
        while (!over) {
            try {
                for (String socket : openSockets()) {
                    if (!socketsBefore.contains(socket) && !socketsSeen.containsKey(socket)) {
                        socketsSeen.put(socket, describe(socket));
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException("Cannot list " + OPEN_FILES, e);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    /** The line of a socket like {@code socket:[4711]} in the system's tables, unless it is closed already. */
    private static String describe(String socket) throws IOException {
        String id = " " + socket.replaceAll("\\D", "") + " ";
        for (String table : List.of("tcp", "tcp6", "udp", "udp6", "unix")) {
            for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
                if ((line + " ").contains(id)) {
                    return table + " " + line.strip();
                }
            }
        }
        return "closed at once";
    }

    private static Set<String> openSockets() throws IOException {
        Set<String> sockets = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(OPEN_FILES)) {
            for (Path file : files) {
                try {
                    String target = Files.readSymbolicLink(file).toString();
                    if (target.startsWith("socket:")) {
                        sockets.add(target);
                    }
                } catch (IOException e) {
                    // Closed since it was listed.
                }
            }
        }
        return sockets;
    }
}
