// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether an event, or a segment, costs the same in small and large reads: the cost of one more, beyond a small read's
 * time, at the largest read against the one before.
 */
final class Growth implements Measurement {

    private static final int EVENT_BYTES = 100;
    private static final int SEGMENTS = 4;
    private static final List<Long> EVENTS = List.of(1_000L, 10_000L, 100_000L, 1_000_000L, 10_000_000L);
    private static final List<Integer> SEGMENT_COUNTS = List.of(1, 4, 16, 64, 128, 256);
    /** Up to here one more costs nothing that could be measured, for two tasks share them. */
    private static final long FREE_SEGMENTS = 16;
    private static final long EVENTS_IN_SEGMENTS = 1_000;
    private static final Target TARGET = Target.atMost(1.2);

    @Override
    public void run(Lab lab) throws Exception {
        try (Server server = lab.freshServer(); BareWriter writer = new BareWriter(server)) {
            Map<Long, String> streams = new LinkedHashMap<>();
            for (long fullScale : EVENTS) {
                long events = lab.settings().scaled(fullScale);
                streams.put(events, server.newStream(SEGMENTS, writer, events, EVENT_BYTES));
            }
            report(lab, server, "event, 1 k → 10 M events", streams, lab.settings().scaled(EVENTS.get(0)), 5);
        }
        try (Server server = lab.freshServer(); BareWriter writer = new BareWriter(server)) {
            Map<Long, String> streams = new LinkedHashMap<>();
            long events = lab.settings().scaled(EVENTS_IN_SEGMENTS);
            for (int segments : SEGMENT_COUNTS) {
                streams.put((long) segments, server.newStream(segments, writer, events, EVENT_BYTES));
            }
            // A segment costs some microseconds in tens of milliseconds.
            report(lab, server, "segment, 1 → 256 segments", streams, FREE_SEGMENTS, 50);
        }
    }

    /**
     * @param streams count of what grows → stream to read, in growing order
     * @param fixed the count whose time is the fixed part
     * @param reads how many of them make one sample, by their median
     */
    private static void report(Lab lab, Server server, String what, Map<Long, String> streams, long fixed,
            int reads) throws Exception {
        Map<Long, List<Double>> times = new TreeMap<>();
        for (int i = -lab.settings().warmUps(); i < lab.settings().pairs(); i++) {
            Map<Long, Double> medians = medianReads(lab, server, streams, reads);
            if (i >= 0) {
                medians.forEach((count, time) -> times.computeIfAbsent(count, any -> new ArrayList<>()).add(time));
            }
        }
        List<Long> counts = new ArrayList<>(times.keySet());
        long largest = counts.get(counts.size() - 1);
        long before = counts.get(counts.size() - 2);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < lab.settings().pairs(); i++) {
            ratios.add(growth(slope(times, fixed, before, i), slope(times, fixed, largest, i)));
        }
        Map<String, Object> parts = new LinkedHashMap<>();
        times.forEach((count, samples) -> parts.put("ms for " + count, Spread.of(samples).median()));
        parts.put("µs for one more, up to " + before, slopes(times, fixed, before));
        parts.put("µs for one more, up to " + largest, slopes(times, fixed, largest));
        lab.report(Result.absolute("growth of the cost per " + what, EVENT_BYTES, "×", Spread.of(ratios), TARGET)
                .with(parts));
        System.out.printf("    %s%n", parts);
    }

    /** The streams take turns, so that a slow moment of the machine meets all of them. */
    private static Map<Long, Double> medianReads(Lab lab, Server server, Map<Long, String> streams, int reads)
            throws Exception {
        Map<Long, List<Double>> times = new LinkedHashMap<>();
        for (int i = 0; i < reads; i++) {
            for (Map.Entry<Long, String> each : streams.entrySet()) {
                times.computeIfAbsent(each.getKey(), any -> new ArrayList<>())
                        .add(lab.timedRead(server, each.getValue()));
            }
        }
        Map<Long, Double> medians = new LinkedHashMap<>();
        times.forEach((count, samples) -> medians.put(count, Spread.of(samples).median()));
        return medians;
    }

    /** Not a number when the times do not even grow, so that they say nothing. */
    private static double growth(double slopeBefore, double slope) {
        return slopeBefore > 0 && slope > 0 ? slope / slopeBefore : Double.NaN;
    }

    private static double slopes(Map<Long, List<Double>> times, long fixed, long count) {
        List<Double> samples = new ArrayList<>();
        for (int i = 0; i < times.get(count).size(); i++) {
            samples.add(1_000 * slope(times, fixed, count, i));
        }
        return Spread.of(samples).median();
    }

    private static double slope(Map<Long, List<Double>> times, long fixed, long count, int sample) {
        return (times.get(count).get(sample) - times.get(fixed).get(sample)) / (count - fixed);
    }
}
