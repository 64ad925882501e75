// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.metrics;

import java.util.List;
import java.util.Locale;

/** Sizes in the form that Spark's own pages use. */
final class ByteSize {

    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

    private ByteSize() {
    }

    /** Describes a size, for example {@code 51 B} or {@code 43.9 KiB}. */
    static String describe(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 1024 && unit < UNITS.size() - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS.get(unit));
    }
}
