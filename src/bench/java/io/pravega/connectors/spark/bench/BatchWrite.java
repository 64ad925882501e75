// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.ArrayList;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Batch writes of rows with 1,000 distinct routing keys to 4 segments, by two tasks, against two bare writers. */
final class BatchWrite implements Measurement {

    private static final int SEGMENTS = 4;
    /** At most so much, for about two seconds: many small events, or many bytes in large ones. */
    private static final long EVENTS = 4_000_000;
    private static final long BYTES = 1_000_000_000L;

    /** Small jobs that warm up a server, and Spark's driver with it: so many for each side. */
    private static final int WARM_UP_JOBS = 10;
    private static final int WARM_UP_PART = 100;
    /** The server's cache: who fills it first waits for the system to hand out its pages. */
    private static final long CACHE_BYTES = 2L << 30;
    private static final int FILLING_EVENT_BYTES = 10_000;

    private final Mode mode;

    /** What the write promises, which decides what it is compared with. */
    enum Mode {
        EXACTLY_ONCE("true", "exactly-once batch write", Target.atLeast(1.2)) {
            @Override
            void writeBare(BareWriter writer, String stream, long events, int eventBytes) throws Exception {
                writer.writeInTransactions(stream, events, eventBytes);
            }
        },
        AT_LEAST_ONCE("false", "at-least-once batch write", Target.atLeast(1.0)) {
            @Override
            void writeBare(BareWriter writer, String stream, long events, int eventBytes) throws Exception {
                writer.write(stream, events, eventBytes);
            }
        };

        private final String exactlyOnce;
        private final String description;
        private final Target target;

        Mode(String exactlyOnce, String description, Target target) {
            this.exactlyOnce = exactlyOnce;
            this.description = description;
            this.target = target;
        }

        abstract void writeBare(BareWriter writer, String stream, long events, int eventBytes) throws Exception;
    }

    /** Writes so many events to an existing stream. */
    private interface Workload {
        void write(String stream, long events) throws Exception;
    }

    BatchWrite(Mode mode) {
        this.mode = mode;
    }

    @Override
    public void run(Lab lab) throws Exception {
        for (int eventBytes : lab.settings().eventSizes()) {
            long events = lab.settings().scaled(Math.min(EVENTS, BYTES / (eventBytes + EventBytes.HEADER)));
            Pairs pairs = new Pairs(new ArrayList<>(), new ArrayList<>());
            for (int i = -lab.settings().warmUps(); i < lab.settings().pairs(); i++) {
                Pairs pair = measure(lab, events, eventBytes, i % 2 == 0);
                if (i >= 0) {
                    pairs.add(pair);
                }
            }
            lab.report(Result.compared(mode.description, eventBytes, "events/s", pairs, mode.target));
        }
    }

    /**
     * One pair on a server of its own, which is warmed up first: no server could hold what all pairs write.
     *
     * @param oursFirst the server grows warmer and fuller, so that it matters who comes first
     */
    private Pairs measure(Lab lab, long events, int eventBytes, boolean oursFirst) throws Exception {
        try (Server server = lab.freshServerForWrites(); BareWriter writer = new BareWriter(server)) {
            Workload ours = (stream, count) -> rows(lab, count, eventBytes).write().format("pravega")
                    .options(server.options(stream)).option("exactly_once", mode.exactlyOnce).mode("append").save();
            Workload bare = (stream, count) -> mode.writeBare(writer, stream, count, eventBytes);
            measure(server, lab.settings().scaled(CACHE_BYTES / FILLING_EVENT_BYTES), FILLING_EVENT_BYTES,
                    (stream, count) -> writer.fill(stream, count, FILLING_EVENT_BYTES));
            warmUp(server, events / WARM_UP_PART, ours, bare);
            Pairs.Work oursOnce = () -> measure(server, events, eventBytes, ours);
            Pairs.Work bareOnce = () -> measure(server, events, eventBytes, bare);
            return oursFirst ? Pairs.measure(0, 1, oursOnce, bareOnce)
                    : Pairs.measure(0, 1, bareOnce, oursOnce).swapped();
        }
    }

    /** Makes rows of this payload, with {@link EventBytes#KEYS} distinct routing keys. */
    static Dataset<Row> rows(Lab lab, long events, int eventBytes) {
        return lab.spark().range(0, events, 1, Timing.THREADS).select(
                functions.lit(EventBytes.ofSize(eventBytes)).as("event"),
                functions.col("id").mod(EventBytes.KEYS).cast("string").as("routing_key"));
    }

    private static void warmUp(Server server, long events, Workload ours, Workload bare) throws Exception {
        String stream = server.newStream(SEGMENTS);
        for (int i = 0; i < WARM_UP_JOBS; i++) {
            ours.write(stream, events);
            bare.write(stream, events);
        }
        server.delete(stream);
        server.awaitRest();
    }

    /** Each run has a new stream, made before the clock starts and deleted after it stopped. */
    private static double measure(Server server, long events, int eventBytes, Workload work) throws Exception {
        String stream = server.newStream(SEGMENTS);
        server.collectGarbage();
        double figure = Timing.eventsPerSecond(events, () -> work.write(stream, events));
        server.requireEvents(stream, events, eventBytes);
        server.delete(stream);
        server.awaitRest();
        return figure;
    }
}
