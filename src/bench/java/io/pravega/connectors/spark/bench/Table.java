// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.List;

/** The results as people read them. */
final class Table {

    private static final String FORMAT = "%-52s %6s %18s %14s  %-20s %-7s %s";

    private Table() {
    }

    static String of(List<Result> results) {
        StringBuilder text = new StringBuilder(
                FORMAT.formatted("work", "event", "ours", "bare", "ratio [range]", "target", "met?"));
        results.forEach(result -> text.append(System.lineSeparator()).append(line(result)));
        return text.toString();
    }

    static String line(Result result) {
        return FORMAT.formatted(result.work(), result.eventBytes() + " B",
                result.ours().brief() + " " + result.unit(), result.bare() == null ? "–" : result.bare().brief(),
                result.ratio() == null ? result.ours().toString() : result.ratio().toString(), result.target(),
                result.met() ? "yes" : "NO");
    }
}
