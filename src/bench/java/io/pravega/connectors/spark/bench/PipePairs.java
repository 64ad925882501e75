// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;

/** Figures of runs of two pipes that took turns, each run through a pipe of its own. */
record PipePairs(List<PipeRun.Figures> ours, List<PipeRun.Figures> kafka) {

    /** Makes a pipe for one run. */
    interface Maker {
        Pipe make() throws Exception;
    }

    /** @param mode sets the query's trigger and what goes with it */
    static PipePairs measure(Lab lab, int eventBytes, int eventsPerSecond, UnaryOperator<DataStreamWriter<Row>> mode,
            Maker pravega, Maker kafka) throws Exception {
        List<PipeRun.Figures> ours = new ArrayList<>();
        List<PipeRun.Figures> theirs = new ArrayList<>();
        // Each run has a beginning that is not counted; one whole run to warm up is enough.
        int warmUps = Math.min(1, lab.settings().warmUps());
        Pairs.measure(warmUps, lab.settings().pairs(), () -> run(lab, eventBytes, eventsPerSecond, mode, pravega, ours),
                () -> run(lab, eventBytes, eventsPerSecond, mode, kafka, theirs));
        return new PipePairs(ours.subList(warmUps, ours.size()), theirs.subList(warmUps, theirs.size()));
    }

    private static double run(Lab lab, int eventBytes, int eventsPerSecond, UnaryOperator<DataStreamWriter<Row>> mode,
            Maker maker, List<PipeRun.Figures> runs) throws Exception {
        try (Pipe pipe = maker.make()) {
            runs.add(new PipeRun(lab.settings(), pipe, eventBytes, eventsPerSecond).measure(lab.newCheckpoint(), mode));
            return runs.size();
        }
    }

    Pairs compare(ToDoubleFunction<PipeRun.Figures> figure) {
        return new Pairs(ours.stream().mapToDouble(figure).boxed().toList(),
                kafka.stream().mapToDouble(figure).boxed().toList());
    }
}
