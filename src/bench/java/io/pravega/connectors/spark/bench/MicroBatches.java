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
    private record Run(int triggers, Map<String, Double> parts) {

        static Run of(PipeRun.Figures figures) {
            if (figures.triggers().isEmpty()) {
                throw new IllegalStateException("Cannot measure: no trigger began while events were sent");
            }
            Map<String, List<Double>> parts = new TreeMap<>();
            figures.triggers().forEach(trigger -> trigger.durationMs().forEach((part, milliseconds) ->
                    parts.computeIfAbsent(part, name -> new ArrayList<>()).add(milliseconds.doubleValue())));
            Map<String, Double> medians = new TreeMap<>();
            parts.forEach((part, milliseconds) -> medians.put(part, Spread.of(milliseconds).median()));
            return new Run(figures.triggers().size(), medians);
        }

        double trigger() {
            return parts.get("triggerExecution");
        }
    }

    private void compare(Lab lab, int segments, int eventBytes, PipePairs.Maker pravega, PipePairs.Maker kafka)
            throws Exception {
        PipePairs runs = PipePairs.measure(lab, eventBytes, EVENTS_PER_SECOND, mode, pravega, kafka);
        Map<String, Object> parts = Map.of("ours", parts(runs.ours()), "kafka", parts(runs.kafka()));
        String work = "micro-batch %s, %d segments: ".formatted(promise, segments);
        lab.report(Result.compared(work + "trigger (bare: Kafka)", eventBytes, "ms",
                runs.compare(figures -> Run.of(figures).trigger()), TARGET).with(parts));
        lab.report(Result.compared(work + "latency (bare: Kafka)", eventBytes, "ms",
                runs.compare(figures -> figures.latency(0.5)), TARGET).with(parts));
        System.out.printf("    parts, ms: ours %s%n    parts, ms: kafka %s%n", parts.get("ours"), parts.get("kafka"));
    }

    /** The median over the runs of each part's median, and of the number of triggers. */
    private static Map<String, Double> parts(List<PipeRun.Figures> measured) {
        List<Run> runs = measured.stream().map(Run::of).toList();
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
