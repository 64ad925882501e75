// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import io.pravega.connectors.spark.chaos.FaultyProxy;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Batch reads and writes with a segment store behind a delay, against the same without it. */
final class FarStore implements Measurement {

    private static final int SEGMENTS = 4;
    private static final long BYTES = 500_000_000L;
    /** There and back, each. */
    private static final List<Integer> DELAYS_MS = List.of(5, 20);
    private static final Target TARGET = Target.atLeast(0.8);

    @Override
    public void run(Lab lab) throws Exception {
        int published = KafkaBroker.freePort();
        int listening = KafkaBroker.freePort();
        List<String> options = List.of("-Dsinglenode.segmentStore.port=" + listening,
                "-Dpravegaservice.service.published.port=" + published);
        try (FaultyProxy proxy = new FaultyProxy(published, listening);
                Server server = new Server(lab.settings(), options)) {
            for (int eventBytes : lab.settings().eventSizes()) {
                long events = lab.settings().scaled(BYTES / (eventBytes + EventBytes.HEADER));
                String stream;
                try (BareWriter writer = new BareWriter(server)) {
                    stream = server.newStream(SEGMENTS, writer, events, eventBytes);
                }
                for (int delay : DELAYS_MS) {
                    compare(lab, proxy, delay, "read", events, eventBytes, () -> lab.timedRead(server, stream));
                    compare(lab, proxy, delay, "write", events, eventBytes,
                            () -> timedWrite(lab, server, events, eventBytes));
                }
            }
        }
    }

    private static void compare(Lab lab, FaultyProxy proxy, int delay, String work, long events, int eventBytes,
            Pairs.Work milliseconds) throws Exception {
        Pairs rates = Pairs.measure(lab.settings(), () -> {
            proxy.delay(Duration.ofMillis(delay));
            return events / milliseconds.run() * 1000;
        }, () -> {
            proxy.delay(Duration.ZERO);
            return events / milliseconds.run() * 1000;
        });
        lab.report(Result.compared("batch %s, store %d ms away (bare: 0 ms)".formatted(work, delay), eventBytes,
                "events/s", rates, TARGET));
    }

    private static double timedWrite(Lab lab, Server server, long events, int eventBytes) throws Exception {
        String stream = server.newStream(SEGMENTS);
        Dataset<Row> rows = BatchWrite.rows(lab, events, eventBytes);
        double time = Timing.milliseconds(() -> rows.write().format("pravega").options(server.options(stream))
                .option("exactly_once", "false").mode("append").save());
        server.requireEvents(stream, events, eventBytes);
        server.delete(stream);
        return time;
    }
}
