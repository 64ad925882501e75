// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures one row in a JVM with this one's flags, so that no row runs on code another has warmed up. All of its heap
 * is made ready beforehand; else whoever allocates first pays the system for its pages.
 */
public final class RowProcess {

    private static final Duration PATIENCE = Duration.ofMinutes(45);

    private RowProcess() {
    }

    /**
     * What came of a row.
     *
     * @param complete false when it failed, of which the console has told
     * @param results whatever it reported until then
     */
    record Outcome(boolean complete, List<Result> results) {
    }

    static Outcome run(Settings settings, TableRow row) throws IOException, InterruptedException {
        Path file = resultsOf(row);
        Files.deleteIfExists(file);
        Process process = ChildJvm.start(jvmOptions(), RowProcess.class.getName(), settings.argumentsFor(row),
                Redirect.INHERIT);
        try {
            if (!process.waitFor(PATIENCE.toMinutes(), TimeUnit.MINUTES)) {
                System.out.printf("Row %s was given up after %d minutes%n", row.label(), PATIENCE.toMinutes());
            }
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.waitFor() == 0, Files.exists(file) ? ResultsFile.read(file) : List.of());
    }

    private static List<String> jvmOptions() {
        List<String> options = new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        options.addAll(List.of("-Xms" + machine.getVMOption("MaxHeapSize").getValue(), "-XX:+AlwaysPreTouch"));
        return options;
    }

    /**
     * Measures one row in this JVM and ends it.
     *
     * @param arguments as {@link Settings#argumentsFor} gives them
     */
    public static void main(String[] arguments) {
        Settings settings = Settings.parse(List.of(arguments));
        TableRow row = settings.rows().get(0);
        try (Lab lab = new Lab(settings, row.cores())) {
            try {
                row.measurement().run(lab);
            } finally {
                ResultsFile.write(resultsOf(row), settings, lab.results());
            }
        } catch (Exception e) {
            System.out.printf("Row %s failed%n", row.label());
            e.printStackTrace(System.out);
            System.exit(1);
        }
        // Threads that somebody forgot don't keep the row from ending.
        System.exit(0);
    }

    private static Path resultsOf(TableRow row) {
        return Lab.directory().resolve("rows").resolve(row.label() + ".json");
    }
}
