// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Samples of one figure: their median and range. */
record Spread(double median, double min, double max, List<Double> samples) {

    static Spread of(double... samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], Arrays.stream(samples).boxed().toList());
    }

    static Spread of(List<Double> samples) {
        return of(samples.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** The median alone. */
    String brief() {
        return number(median);
    }

    @Override
    public String toString() {
        return "%s [%s–%s]".formatted(number(median), number(min), number(max));
    }

    private static String number(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }
}
