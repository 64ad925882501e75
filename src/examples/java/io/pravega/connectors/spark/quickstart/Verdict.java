// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.quickstart;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was written set against what is in the streams.
 *
 * @param written events in the input
 * @param stored events in the first stream
 * @param distinct different events in the first stream
 * @param windows the last count of each window in the second stream
 */
record Verdict(long written, long stored, long distinct, List<Window> windows) {

    record Window(Instant start, long events) {
    }

    /** Events that the counting query read, and wrote down. */
    long read() {
        return windows.stream().mapToLong(Window::events).sum();
    }

    private long lost() {
        return Math.max(written - distinct, Math.max(0, written - read()));
    }

    private long duplicated() {
        return Math.max(stored - distinct, Math.max(0, read() - written));
    }

    boolean isGood() {
        return lost() == 0 && duplicated() == 0;
    }

    String table() {
        return windows.stream().map(window -> "| %s | %,9d |".formatted(window.start(), window.events()))
                .collect(Collectors.joining("\n",
                        "| window start (10 s)  |    events |\n|----------------------|----------:|\n", ""));
    }

    @Override
    public String toString() {
        return "written %d, read %d, lost %d, duplicated %d".formatted(written, read(), lost(), duplicated());
    }
}
