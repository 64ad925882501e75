package io.pravega.connectors.spark.bench;

import java.util.ArrayList;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Batch writes of rows with 1,000 distinct routing keys to 4 segments, by two tasks, against two bare writers. */
final class BatchWrite implements Measurement {

    private static final int SEGMENTS = 4;
    private static final long BYTES = 400_000_000L;

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

    /** Writes to an existing stream. */
    private interface Write {
        void to(String stream) throws Exception;
    }

    BatchWrite(Mode mode) {
        this.mode = mode;
    }

    @Override
    public void run(Lab lab) throws Exception {
        for (int eventBytes : lab.settings().eventSizes()) {
            long events = lab.settings().scaled(BYTES / (eventBytes + EventBytes.HEADER));
            Pairs pairs = new Pairs(new ArrayList<>(), new ArrayList<>());
            for (int i = 0; i < lab.settings().pairs(); i++) {
                pairs.add(measure(lab, events, eventBytes, i % 2 == 0));
            }
            lab.report(Result.compared(mode.description, eventBytes, "events/s", pairs, mode.target));
        }
    }

    /**
     * One pair on a server of its own, warmed up: no server could hold what all of them write.
     *
     * @param oursFirst the server grows warmer and fuller, so that it matters who comes first
     */
    private Pairs measure(Lab lab, long events, int eventBytes, boolean oursFirst) throws Exception {
        try (Server server = lab.freshServer(); BareWriter writer = new BareWriter(server)) {
            Dataset<Row> rows = rows(lab, events, eventBytes);
            Pairs.Work ours = () -> measure(server, events, eventBytes, stream -> rows.write().format("pravega")
                    .options(server.options(stream)).option("exactly_once", mode.exactlyOnce).mode("append").save());
            Pairs.Work bare = () -> measure(server, events, eventBytes,
                    stream -> mode.writeBare(writer, stream, events, eventBytes));
            int warmUps = lab.settings().warmUps();
            return oursFirst ? Pairs.measure(warmUps, 1, ours, bare)
                    : Pairs.measure(warmUps, 1, bare, ours).swapped();
        }
    }

    private static Dataset<Row> rows(Lab lab, long events, int eventBytes) {
        return lab.spark().range(0, events, 1, Timing.THREADS).select(
                functions.lit(EventBytes.ofSize(eventBytes)).as("event"),
                functions.col("id").mod(EventBytes.KEYS).cast("string").as("routing_key"));
    }

    /** Each run has a new stream, made before the clock starts and deleted after it stopped. */
    private static double measure(Server server, long events, int eventBytes, Write write) throws Exception {
        String stream = server.newStream(SEGMENTS);
        double figure = Timing.eventsPerSecond(events, () -> write.to(stream));
        server.requireEvents(stream, events, eventBytes);
        server.delete(stream);
        server.awaitRest();
        return figure;
    }
}
