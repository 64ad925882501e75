// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos;

import io.pravega.connectors.spark.testing.BoundToParent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server in a JVM of its own, which can be killed, paused and started again with the same settings. It ends with the
 * JVM that started it, however that ends. All its runs write to one log.
 */
final class ServerProcess {

    private final String name;
    private final List<String> command;
    private final Path directory;
    private Process process;
    private Process guard;

    /**
     * A server that is not started yet.
     *
     * @param name what its log is called
     * @param directory its working directory, which exists; temporary files go to a directory in it
     * @param classPath the servers' class path
     * @param options options of the JVM
     * @param main the main class and its arguments
     */
    ServerProcess(String name, Path directory, String classPath, List<String> options, List<String> main) {
        this.name = name;
        this.directory = directory;
        this.command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-Djava.io.tmpdir=" + temporary());
        command.add("-cp");
        command.add(testClasses() + System.getProperty("path.separator") + classPath);
        command.add(BoundToParent.class.getName());
        command.addAll(main);
    }

    /** Starts the server, which must not be running; does not wait until it serves. */
    void start() throws IOException {
        emptyTemporary();
        ProcessBuilder builder = new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        // Eight JVMs would otherwise reserve memory for each core and thread.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        process = builder.start();
    }

    /** Ends the server by SIGKILL, be it paused or not, and returns when it is gone. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
            releaseGuard();
        }
    }

    /** Stops the server by SIGSTOP: its sockets stay open, and nobody answers. */
    void pause() throws IOException, InterruptedException {
        // A stopped process does not see the end of its parent, so that somebody else has to.
        guard = new ProcessBuilder("sh", "-c", "read line || kill -KILL \"$1\"", "sh", String.valueOf(process.pid()))
            .start();
        signal("STOP");
    }

    /** Has a paused server go on. */
    void resume() throws IOException, InterruptedException {
        signal("CONT");
        releaseGuard();
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    Path log() {
        return directory.resolve(name + ".log");
    }

    /** Waits until the server ends by itself. */
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
        if (status != 0) {
            throw new IOException("Cannot send SIG" + signal + " to " + name + ": kill ended with status " + status);
        }
    }

    private void releaseGuard() throws InterruptedException {
        if (guard != null) {
            guard.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            guard = null;
        }
    }

    private Path temporary() {
        return directory.resolve(name + "-tmp");
    }

    /** BookKeeper unpacks a library into it with each start, and SIGKILL leaves it there. */
    private void emptyTemporary() throws IOException {
        if (Files.exists(temporary())) {
            try (Stream<Path> files = Files.walk(temporary())) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(temporary());
    }

    private static Path testClasses() {
        return Path.of(URI.create(BoundToParent.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    }
}
