// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;

/**
 * A streaming query from stream to stream against one of Spark's Kafka connector from topic to topic, at least once:
 * same rate, same number of segments and partitions, both servers up all the time.
 */
final class MicroBatches implements Measurement {

    private static final List<Integer> SEGMENTS = List.of(4, 16);
    private static final int EVENTS_PER_SECOND = 1_000;
    private static final Target TARGET = Target.atMost(1.5);

    /** Makes a pipe for one run. */
    private interface PipeMaker {
        Pipe make() throws Exception;
    }

    private final String promise;
    private final UnaryOperator<DataStreamWriter<Row>> mode;

    private MicroBatches(String promise, boolean exactlyOnce) {
        this.promise = promise;
        this.mode = writer -> writer.option("exactly_once", exactlyOnce);
    }

    static MicroBatches exactlyOnce() {
        return new MicroBatches("exactly once", true);
    }

    static MicroBatches atLeastOnce() {
        return new MicroBatches("at least once", false);
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

    /**
     * Medians of one run, in ms.
     *
     * @param parts of the trigger, by Spark's names for them
     */
    private record Run(double latency, int triggers, Map<String, Double> parts) {

        static Run of(PipeRun.Figures figures) {
            if (figures.triggers().isEmpty()) {
                throw new IllegalStateException("Cannot measure: no trigger began while events were sent");
            }
            Map<String, List<Double>> parts = new TreeMap<>();
            figures.triggers().forEach(trigger -> trigger.durationMs().forEach((part, milliseconds) ->
                    parts.computeIfAbsent(part, name -> new ArrayList<>()).add(milliseconds.doubleValue())));
            Map<String, Double> medians = new TreeMap<>();
            parts.forEach((part, milliseconds) -> medians.put(part, Spread.of(milliseconds).median()));
            return new Run(figures.latency(0.5), figures.triggers().size(), medians);
        }

        double trigger() {
            return parts.get("triggerExecution");
        }
    }

    private void compare(Lab lab, int segments, int eventBytes, PipeMaker pravega, PipeMaker kafka)
            throws Exception {
        List<Run> ours = new ArrayList<>();
        List<Run> theirs = new ArrayList<>();
        // Each run has a beginning that is not counted; one whole run to warm up is enough.
        int warmUps = Math.min(1, lab.settings().warmUps());
        Pairs triggers = Pairs.measure(warmUps, lab.settings().pairs(), () -> run(lab, eventBytes, pravega, ours),
                () -> run(lab, eventBytes, kafka, theirs));
        List<Run> oursCounted = ours.subList(warmUps, ours.size());
        List<Run> theirsCounted = theirs.subList(warmUps, theirs.size());
        Pairs latencies = new Pairs(oursCounted.stream().map(Run::latency).toList(),
                theirsCounted.stream().map(Run::latency).toList());
        Map<String, Object> parts = Map.of("ours", parts(oursCounted), "kafka", parts(theirsCounted));
        String work = "micro-batch %s, %d segments: ".formatted(promise, segments);
        lab.report(Result.compared(work + "trigger (bare: Kafka)", eventBytes, "ms", triggers, TARGET).with(parts));
        lab.report(Result.compared(work + "latency (bare: Kafka)", eventBytes, "ms", latencies, TARGET).with(parts));
        System.out.printf("    parts, ms: ours %s%n    parts, ms: kafka %s%n", parts.get("ours"), parts.get("kafka"));
    }

    private double run(Lab lab, int eventBytes, PipeMaker maker, List<Run> runs) throws Exception {
        try (Pipe pipe = maker.make()) {
            Run run = Run.of(new PipeRun(lab.settings(), pipe, eventBytes, EVENTS_PER_SECOND)
                    .measure(lab.newCheckpoint(), mode));
            runs.add(run);
            return run.trigger();
        }
    }

    /** The median over the runs of each part's median, and of the number of triggers. */
    private static Map<String, Double> parts(List<Run> runs) {
        TreeSet<String> names = new TreeSet<>();
        runs.forEach(run -> names.addAll(run.parts().keySet()));
        Map<String, Double> medians = new TreeMap<>();
        names.forEach(name -> medians.put(name, median(runs, run -> run.parts().getOrDefault(name, 0.0))));
        medians.put("triggers", median(runs, Run::triggers));
        return medians;
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
        return Spread.of(runs.stream().mapToDouble(figure).toArray()).median();
    }
}
