// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What to run, and how much of it, as the arguments say. */
final class Settings {

    static final String HELP = """
            --rows a,b,...    of: %s (all)
            --sizes 100,1024  event sizes in bytes
            --scale 1.0       factor on the event counts
            --pairs 5         interleaved runs, of which the table shows medians and ranges
            --warmups 2       pairs run before, not counted
            --seconds 10      how long each streaming query is measured; it runs half as long before
            --heap 13g        the embedded server's heap
            --quick           a smoke test: size 100, scale 0.01, one pair, no warm-up, 3 seconds, 2g of heap
            --jmh [pattern]   the micro-benchmarks instead of the table
            """.formatted(labels());

    private static final Map<String, String> FULL = Map.of("--rows", labels(), "--sizes", "100,1024", "--scale", "1.0",
            "--pairs", "5", "--warmups", "2", "--seconds", "10", "--heap", "13g");
    private static final Map<String, String> QUICK = Map.of("--sizes", "100", "--scale", "0.01", "--pairs", "1",
            "--warmups", "0", "--seconds", "3", "--heap", "2g");

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    /** @throws IllegalArgumentException for an unknown argument */
    static Settings parse(List<String> arguments) {
        Map<String, String> values = new LinkedHashMap<>(FULL);
        if (arguments.contains("--quick")) {
            values.putAll(QUICK);
        }
        List<String> rest = arguments.stream().filter(argument -> !argument.equals("--quick")).toList();
        for (int i = 0; i < rest.size(); i += 2) {
            if (i + 1 == rest.size() || values.replace(rest.get(i), rest.get(i + 1)) == null) {
                throw new IllegalArgumentException("Invalid argument '%s': expected a value after one of%n%s"
                        .formatted(rest.get(i), HELP));
            }
        }
        return new Settings(values);
    }

    private static String labels() {
        return Stream.of(TableRow.values()).map(TableRow::label).collect(Collectors.joining(","));
    }

    private List<String> list(String name) {
        return Arrays.asList(values.get(name).split(","));
    }

    /** The table's rows to measure. */
    List<TableRow> rows() {
        return list("--rows").stream().map(TableRow::labelled).toList();
    }

    /** Payloads in bytes. */
    List<Integer> eventSizes() {
        return list("--sizes").stream().map(Integer::valueOf).toList();
    }

    /** Interleaved runs that count. */
    int pairs() {
        return Integer.parseInt(values.get("--pairs"));
    }

    /** Interleaved runs before them. */
    int warmUps() {
        return Integer.parseInt(values.get("--warmups"));
    }

    /** How long a streaming query is measured. */
    int seconds() {
        return Integer.parseInt(values.get("--seconds"));
    }

    /** The embedded server's {@code -Xmx}. */
    String serverHeap() {
        return values.get("--heap");
    }

    /** An event count at the scale asked for, at least 1,000. */
    long scaled(long events) {
        return Math.max(1_000, Math.round(events * Double.parseDouble(values.get("--scale"))));
    }

    /** These settings for one row alone, in the form {@link #parse} takes. */
    List<String> argumentsFor(TableRow row) {
        Map<String, String> narrowed = new LinkedHashMap<>(values);
        narrowed.put("--rows", row.label());
        List<String> arguments = new ArrayList<>();
        narrowed.forEach((name, value) -> arguments.addAll(List.of(name, value)));
        return arguments;
    }

    /** For the file. */
    Map<String, String> asMap() {
        return Map.copyOf(values);
    }
}
