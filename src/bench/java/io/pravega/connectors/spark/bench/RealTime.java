// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A query from stream to stream in real-time mode against one of Spark's Kafka connector from topic to topic, both at
 * least once. It needs Spark 4.1 or newer, which the profile {@code spark-4.1} of the benchmarks' POM brings.
 */
final class RealTime implements Measurement {

    /** Each segment needs a task, and all run at once. */
    static final int CORES = 8;

    private static final int SEGMENTS = 4;
    private static final List<Integer> EVENTS_PER_SECOND = List.of(1_000, 20_000);
    private static final Target TARGET = Target.atMost(1);
    /** Longer than a run. */
    private static final String BATCH = "10 minutes";

    @Override
    public void run(Lab lab) throws Exception {
        Optional<Method> realTime = Arrays.stream(Trigger.class.getMethods())
                .filter(method -> method.getName().equals("RealTime")
                        && List.of(method.getParameterTypes()).equals(List.of(String.class)))
                .findFirst();
        if (realTime.isEmpty()) {
            System.out.println("The row real-time needs Spark 4.1: mvn -Pspark-4.1 …");
            return;
        }
        // Called by name: the benchmarks are compiled against older Sparks, too.
        Trigger trigger = (Trigger) realTime.get().invoke(null, BATCH);
        // Spark's list of sinks knows Kafka's only.
        lab.spark().conf().set("spark.sql.streaming.realTimeMode.allowlistCheck", "false");
        UnaryOperator<DataStreamWriter<Row>> mode = writer ->
                writer.trigger(trigger).outputMode("update").option("exactly_once", "false");
        try (Server server = lab.freshServer(); KafkaBroker broker = KafkaBroker.start()) {
            for (int rate : EVENTS_PER_SECOND) {
                for (int eventBytes : lab.settings().eventSizes()) {
                    compare(lab, rate, eventBytes, mode, () -> new PravegaPipe(lab.spark(), server, SEGMENTS),
                            () -> new KafkaPipe(lab.spark(), broker, SEGMENTS));
                }
            }
        }
    }

    private static void compare(Lab lab, int rate, int eventBytes, UnaryOperator<DataStreamWriter<Row>> mode,
            PipePairs.Maker pravega, PipePairs.Maker kafka) throws Exception {
        PipePairs runs = PipePairs.measure(lab, eventBytes, rate, mode, pravega, kafka);
        String work = "real time, %,d events/s: ".formatted(rate);
        lab.report(Result.compared(work + "latency, p50 (bare: Kafka)", eventBytes, "ms",
                runs.compare(figures -> figures.latency(0.5)), TARGET));
        lab.report(Result.compared(work + "latency, p99 (bare: Kafka)", eventBytes, "ms",
                runs.compare(figures -> figures.latency(0.99)), TARGET));
    }
}
