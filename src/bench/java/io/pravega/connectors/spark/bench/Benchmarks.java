// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the table's rows, each in a JVM of its own, prints the table and writes {@code target/bench/results.json}.
 *
 * <p>{@code mvn -q -f src/bench/pom.xml test -Dbench.args="--rows read,exactly-once"};
 * {@link Settings#HELP} has the arguments.
 */
public final class Benchmarks {

    private Benchmarks() {
    }

    /**
     * Runs what the arguments say.
     *
     * @param arguments see {@code --help}
     * @throws Exception when a process can't be started or a file can't be written
     */
    public static void main(String[] arguments) throws Exception {
        List<String> given = List.of(arguments);
        Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
        if (given.contains("--help")) {
            System.out.print(Settings.HELP);
        } else if (given.contains("--jmh")) {
            MicroBenchmarks.run(given);
        } else {
            runTable(Settings.parse(given));
        }
    }

    private static void runTable(Settings settings) throws Exception {
        List<Result> results = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (TableRow row : settings.rows()) {
            RowProcess.Outcome outcome = RowProcess.run(settings, row);
            results.addAll(outcome.results());
            if (!outcome.complete()) {
                failed.add(row.label());
            }
        }
        Path file = Lab.directory().resolve("results.json");
        ResultsFile.write(file, settings, results);
        System.out.printf("%n%s%n%nAlso in %s%n", Table.of(results), file);
        if (!failed.isEmpty()) {
            System.out.printf("Rows that could not be measured: %s%n", String.join(", ", failed));
            System.exit(1);
        }
    }
}
