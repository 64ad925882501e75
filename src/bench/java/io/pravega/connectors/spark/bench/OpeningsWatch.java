package io.pravega.connectors.spark.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Watches which threads this JVM starts (all of them) and which sockets it opens (looked for every 2 ms). */
final class OpeningsWatch {

    private static final String THREAD_START = "jdk.ThreadStart";
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private final Recording recording = new Recording();
    private final Set<String> socketsBefore = openSockets();
    private final Set<String> socketsSeen = new HashSet<>();
    private final Thread sampler = new Thread(this::sampleSockets, "openings-watch");
    private volatile boolean over;

    /**
     * What was opened.
     *
     * @param threads name, digits replaced by #, → how many
     * @param sockets the system's ids of the sockets
     */
    record Seen(Map<String, Integer> threads, Set<String> sockets) {
    }

    OpeningsWatch() throws IOException {
        sampler.start();
        recording.enable(THREAD_START);
        recording.start();
    }

    Seen end() throws IOException, InterruptedException {
        over = true;
        sampler.join();
        recording.stop();
        Path file = Files.createTempFile("openings", ".jfr");
        recording.dump(file);
        recording.close();
        Map<String, Integer> threads = new TreeMap<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.getEventType().getName().equals(THREAD_START)) {
                threads.merge(event.getThread("thread").getJavaName().replaceAll("\\d+", "#"), 1, Integer::sum);
            }
        }
        Files.delete(file);
        Set<String> opened = new TreeSet<>(socketsSeen);
        opened.removeAll(socketsBefore);
        return new Seen(threads, opened);
    }

    private void sampleSockets() {
        while (!over) {
            try {
                socketsSeen.addAll(openSockets());
            } catch (IOException e) {
                throw new IllegalStateException("Cannot list " + OPEN_FILES, e);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
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
