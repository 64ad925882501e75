// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.ArrayList;
import java.util.List;

/** Figures of two works that took turns: A B A B. */
record Pairs(List<Double> oursSamples, List<Double> bareSamples) {

    /** Does the work once and gives its figure, such as events per second or milliseconds. */
    @FunctionalInterface
    interface Work {
        double run() throws Exception;
    }

    /** As many pairs and warm-ups as the settings say. */
    static Pairs measure(Settings settings, Work ours, Work bare) throws Exception {
        return measure(settings.warmUps(), settings.pairs(), ours, bare);
    }

    /** @param warmUps pairs that are run before and not counted */
    static Pairs measure(int warmUps, int count, Work ours, Work bare) throws Exception {
        for (int i = 0; i < warmUps; i++) {
            measured(ours);
            measured(bare);
        }
        Pairs pairs = new Pairs(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < count; i++) {
            pairs.oursSamples.add(measured(ours));
            pairs.bareSamples.add(measured(bare));
        }
        return pairs;
    }

    private static double measured(Work work) throws Exception {
        // Nobody pays for another's garbage.
        System.gc();
        return work.run();
    }

    void add(Pairs more) {
        oursSamples.addAll(more.oursSamples);
        bareSamples.addAll(more.bareSamples);
    }

    /** For works that were given the other way round. */
    Pairs swapped() {
        return new Pairs(bareSamples, oursSamples);
    }

    Spread ours() {
        return Spread.of(oursSamples);
    }

    Spread bare() {
        return Spread.of(bareSamples);
    }

    /** Ours / bare of each pair. */
    Spread ratio() {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < oursSamples.size(); i++) {
            ratios.add(oursSamples.get(i) / bareSamples.get(i));
        }
        return Spread.of(ratios);
    }
}
