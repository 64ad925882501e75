// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * A streaming query from stream to stream, exactly once, against one of Spark's Kafka connector from topic to topic, at
 * least once: same rate, same number of segments and partitions, both servers up all the time.
 */
final class MicroBatches implements Measurement {

    private static final List<Integer> SEGMENTS = List.of(4, 16);
    private static final Target TARGET = Target.atMost(1.5);

    /** Makes a pipe for one run. */
    private interface PipeMaker {
        Pipe make() throws Exception;
    }

    @Override
    public void run(Lab lab) throws Exception {
        try (Server server = lab.freshServer(); KafkaBroker broker = KafkaBroker.start()) {
            for (int segments : SEGMENTS) {
                for (int eventBytes : lab.settings().eventSizes()) {
                    compare(lab, segments, eventBytes, () -> new PravegaPipe(lab.spark(), server, segments),
                            () -> new KafkaPipe(lab.spark(), broker, segments));
                }
            }
        }
    }

    private static void compare(Lab lab, int segments, int eventBytes, PipeMaker pravega, PipeMaker kafka)
            throws Exception {
        List<PipeRun.Figures> ours = new ArrayList<>();
        List<PipeRun.Figures> theirs = new ArrayList<>();
        // Each run has a beginning that is not counted; one whole run to warm up is enough.
        int warmUps = Math.min(1, lab.settings().warmUps());
        Pairs triggers = Pairs.measure(warmUps, lab.settings().pairs(), () -> run(lab, eventBytes, pravega, ours),
                () -> run(lab, eventBytes, kafka, theirs));
        List<PipeRun.Figures> oursCounted = ours.subList(warmUps, ours.size());
        List<PipeRun.Figures> theirsCounted = theirs.subList(warmUps, theirs.size());
        Pairs latencies = new Pairs(oursCounted.stream().map(PipeRun.Figures::latency).toList(),
                theirsCounted.stream().map(PipeRun.Figures::latency).toList());
        Map<String, Object> parts = Map.of("ours", parts(oursCounted), "kafka", parts(theirsCounted));
        lab.report(Result.compared("micro-batch, %d segments: trigger (bare: Kafka)".formatted(segments), eventBytes,
                "ms", triggers, TARGET).with(parts));
        lab.report(Result.compared("micro-batch, %d segments: latency (bare: Kafka)".formatted(segments), eventBytes,
                "ms", latencies, TARGET).with(parts));
        System.out.printf("    parts, ms: ours %s%n    parts, ms: kafka %s%n", parts.get("ours"), parts.get("kafka"));
    }

    private static double run(Lab lab, int eventBytes, PipeMaker maker, List<PipeRun.Figures> runs) throws Exception {
        try (Pipe pipe = maker.make()) {
            PipeRun.Figures figures = new PipeRun(lab.settings(), pipe, eventBytes).measure(lab.newCheckpoint());
            runs.add(figures);
            return figures.trigger();
        }
    }

    /** The median over the runs of each part's median, and of the number of triggers. */
    private static Map<String, Double> parts(List<PipeRun.Figures> runs) {
        TreeSet<String> names = new TreeSet<>();
        runs.forEach(run -> names.addAll(run.parts().keySet()));
        Map<String, Double> medians = new TreeMap<>();
        names.forEach(name -> medians.put(name, median(runs, run -> run.parts().getOrDefault(name, 0.0))));
        medians.put("triggers", median(runs, PipeRun.Figures::triggers));
        return medians;
    }

    private static double median(List<PipeRun.Figures> runs, ToDoubleFunction<PipeRun.Figures> figure) {
        return Spread.of(runs.stream().mapToDouble(figure).toArray()).median();
    }
}
