// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * Micro-batches cut from a backlog by {@code max_bytes_per_trigger}, against batches that are as large because no more
 * was there: what the search for batch ends costs.
 */
final class ByteLimit implements Measurement {

    private static final int SEGMENTS = 4;
    private static final int EVENT_BYTES = 100;
    private static final int BATCHES = 12;
    /** Batches before, not counted. */
    private static final int FIRST = 3;
    private static final long EVENTS_PER_BATCH = 200_000;

    @Override
    public void run(Lab lab) throws Exception {
        long events = lab.settings().scaled(EVENTS_PER_BATCH);
        try (Server server = lab.freshServer(); BareWriter writer = new BareWriter(server)) {
            String backlog = server.newStream(SEGMENTS);
            writer.fill(backlog, events * (FIRST + BATCHES), EVENT_BYTES);
            Pairs pairs = Pairs.measure(lab.settings(), () -> limited(lab, server, backlog, events),
                    () -> unlimited(lab, server, writer, events));
            lab.report(Result.compared("trigger under max_bytes_per_trigger (bare: no limit)", EVENT_BYTES, "ms", pairs,
                    Target.atMost(1.1)));
        }
    }

    private static double limited(Lab lab, Server server, String backlog, long events) throws Exception {
        String limit = String.valueOf(events * (EVENT_BYTES + EventBytes.HEADER));
        StreamingQuery query = start(lab, server, backlog, Map.of("max_bytes_per_trigger", limit));
        try {
            query.processAllAvailable();
            return medianTrigger(query, events);
        } finally {
            query.stop();
        }
    }

    private static double unlimited(Lab lab, Server server, BareWriter writer, long events) throws Exception {
        String stream = server.newStream(SEGMENTS);
        StreamingQuery query = start(lab, server, stream, Map.of());
        try {
            for (int i = 0; i < FIRST + BATCHES; i++) {
                writer.writeInTransaction(stream, events, EVENT_BYTES);
                query.processAllAvailable();
            }
            return medianTrigger(query, events);
        } finally {
            query.stop();
            server.delete(stream);
        }
    }

    private static StreamingQuery start(Lab lab, Server server, String stream, Map<String, String> more)
            throws Exception {
        return lab.spark().readStream().format("pravega").options(server.options(stream)).options(more)
                .option("start_stream_cut", "earliest").load()
                .writeStream().format("noop").option("checkpointLocation", lab.newCheckpoint()).start();
    }

    /** Of the triggers that had nearly all the events; a transaction's commit may be seen in two steps. */
    private static double medianTrigger(StreamingQuery query, long events) {
        List<Double> triggers = Arrays.stream(query.recentProgress())
                .filter(progress -> progress.numInputRows() > events * 0.9 && progress.numInputRows() <= events)
                .map(progress -> progress.durationMs().get("triggerExecution").doubleValue())
                .skip(FIRST).toList();
        if (triggers.isEmpty()) {
            throw new IllegalStateException("Cannot measure: no trigger had %d events".formatted(events));
        }
        return Spread.of(triggers).median();
    }
}
