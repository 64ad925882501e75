// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Batch reads of some two gigabytes in 4 segments, against the bare client's loop on as many threads. */
final class BatchRead implements Measurement {

    private static final int SEGMENTS = 4;
    private static final long BYTES = 2_100_000_000L;

    @Override
    public void run(Lab lab) throws Exception {
        for (int eventBytes : lab.settings().eventSizes()) {
            long events = lab.settings().scaled(BYTES / (eventBytes + EventBytes.HEADER));
            try (Server server = lab.freshServer(); BareReader bare = new BareReader(server)) {
                String stream;
                try (BareWriter writer = new BareWriter(server)) {
                    stream = server.newStream(SEGMENTS, writer, events, eventBytes);
                }
                Dataset<Row> rows = lab.read(server, stream);
                long payload = events * eventBytes;
                Pairs.Work bareLoop = () -> Timing.eventsPerSecond(events, () -> require(payload, bare.read(stream)));

                Pairs toNoop = Pairs.measure(lab.settings(), () -> Timing.eventsPerSecond(events,
                        () -> rows.write().format("noop").mode("overwrite").save()), bareLoop);
                lab.report(Result.compared("batch read, all columns, to noop", eventBytes, "events/s", toNoop,
                        Target.atLeast(1.0)));

                Pairs sum = Pairs.measure(lab.settings(), () -> Timing.eventsPerSecond(events,
                        () -> require(payload, rows.selectExpr("sum(length(event))").first().getLong(0))), bareLoop);
                lab.report(Result.compared("batch read, sum(length(event))", eventBytes, "events/s", sum,
                        Target.atLeast(1.0)));

                Pairs count = Pairs.measure(lab.settings(), () -> Timing.eventsPerSecond(events,
                        () -> require(events, rows.count())), bareLoop);
                lab.report(Result.compared("batch read, count(*)", eventBytes, "events/s", count,
                        Target.atLeast(3.0)));
            }
        }
    }

    private static void require(long expected, long found) {
        if (found != expected) {
            throw new IllegalStateException("Cannot trust the figures: found %d instead of %d"
                    .formatted(found, expected));
        }
    }
}
