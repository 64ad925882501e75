// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.ArrayList;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Exactly-once batch writes of rows with ten columns, against Spark's own function before a write of bytes. */
final class TypedWrite implements Measurement {

    private static final int SEGMENTS = 4;
    private static final long BYTES = 300_000_000L;
    /** What warms up a new server, and Spark's driver with it. */
    private static final int WARM_UP_JOBS = 10;
    private static final int WARM_UP_PART = 100;

    @Override
    public void run(Lab lab) throws Exception {
        for (int eventBytes : lab.settings().eventSizes()) {
            long events = lab.settings().scaled(BYTES / (eventBytes + EventBytes.HEADER));
            for (TypedForm form : TypedForm.values()) {
                Pairs pairs = new Pairs(new ArrayList<>(), new ArrayList<>());
                for (int i = -lab.settings().warmUps(); i < lab.settings().pairs(); i++) {
                    Pairs pair = measure(lab, form, events, eventBytes, i % 2 == 0);
                    if (i >= 0) {
                        pairs.add(pair);
                    }
                }
                lab.report(Result.compared("typed write of %s, 10 columns".formatted(form.label()), eventBytes,
                        "events/s", pairs, Target.atLeast(1.0)));
            }
        }
    }

    /** Writes so many rows to a stream. */
    private interface Writing {
        void write(long count, String stream);
    }

    /** One pair on a server of its own, as {@link BatchWrite} has it. */
    private static Pairs measure(Lab lab, TypedForm form, long events, int eventBytes, boolean oursFirst)
            throws Exception {
        try (Server server = lab.freshServerForWrites()) {
            Writing typed = (count, stream) -> writer(server, stream, TypedForm.rows(lab.spark(), count, eventBytes))
                    .option("event_format", form.label()).option("routing_key_column", "sensor").save();
            Writing raw = (count, stream) -> writer(server, stream,
                    form.asEvents(TypedForm.rows(lab.spark(), count, eventBytes))).save();
            String warm = server.newStream(SEGMENTS);
            for (int i = 0; i < WARM_UP_JOBS; i++) {
                typed.write(Math.max(1, events / WARM_UP_PART), warm);
                raw.write(Math.max(1, events / WARM_UP_PART), warm);
            }
            String ours = server.newStream(SEGMENTS);
            String theirs = server.newStream(SEGMENTS);
            Pairs.Work oursOnce = () -> timed(server, typed, events, ours);
            Pairs.Work theirsOnce = () -> timed(server, raw, events, theirs);
            Pairs pair = oursFirst ? Pairs.measure(0, 1, oursOnce, theirsOnce)
                    : Pairs.measure(0, 1, theirsOnce, oursOnce).swapped();
            if (server.bytesIn(ours) != server.bytesIn(theirs)) {
                throw new IllegalStateException("Cannot trust the figures: wrote %d and %d bytes"
                        .formatted(server.bytesIn(ours), server.bytesIn(theirs)));
            }
            return pair;
        }
    }

    private static DataFrameWriter<Row> writer(Server server, String stream, Dataset<Row> rows) {
        return rows.write().format("pravega").options(server.options(stream)).mode("append");
    }

    private static double timed(Server server, Writing writing, long events, String stream) throws Exception {
        server.awaitRest();
        server.collectGarbage();
        return Timing.eventsPerSecond(events, () -> writing.write(events, stream));
    }
}
