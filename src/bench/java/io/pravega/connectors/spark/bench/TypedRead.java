// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Batch reads of 3 of 10 columns, against Spark's own function on the events as bytes. */
final class TypedRead implements Measurement {

    private static final int SEGMENTS = 4;
    private static final long BYTES = 600_000_000L;

    @Override
    public void run(Lab lab) throws Exception {
        for (int eventBytes : lab.settings().eventSizes()) {
            long events = lab.settings().scaled(BYTES / (eventBytes + EventBytes.HEADER));
            for (TypedForm form : TypedForm.values()) {
                measure(lab, form, events, eventBytes);
            }
        }
    }

    private static void measure(Lab lab, TypedForm form, long events, int eventBytes) throws Exception {
        try (Server server = lab.freshServer()) {
            String stream = server.newStream(SEGMENTS);
            form.asEvents(TypedForm.rows(lab.spark(), events, eventBytes)).write().format("pravega")
                    .options(server.options(stream)).mode("append").save();
            Map<String, String> options = server.options(stream);
            Dataset<Row> typed = lab.spark().read().format("pravega").options(options)
                    .option("event_format", form.label()).schema(TypedForm.SCHEMA).load()
                    .select(columns(""));
            Dataset<Row> raw = lab.read(server, stream)
                    .select(form.columns(functions.col("event")).as("parsed")).select(columns("parsed."));
            require(typed, raw);
            Pairs pairs = Pairs.measure(lab.settings(),
                    () -> Timing.eventsPerSecond(events, () -> toNowhere(typed)),
                    () -> Timing.eventsPerSecond(events, () -> toNowhere(raw)));
            lab.report(Result.compared("typed read of %s, 3 of 10 columns".formatted(form.label()), eventBytes,
                    "events/s", pairs, Target.atLeast(1.0)));
        }
    }

    private static Column[] columns(String prefix) {
        return Arrays.stream(TypedForm.SOME).map(name -> functions.col(prefix + name)).toArray(Column[]::new);
    }

    private static void toNowhere(Dataset<Row> rows) {
        rows.write().format("noop").mode("overwrite").save();
    }

    private static void require(Dataset<Row> typed, Dataset<Row> raw) {
        Row ours = sums(typed);
        if (!ours.equals(sums(raw)) || ours.isNullAt(0)) {
            throw new IllegalStateException("Cannot trust the figures: read %s and %s".formatted(ours, sums(raw)));
        }
    }

    private static Row sums(Dataset<Row> rows) {
        return rows.selectExpr("sum(id)", "sum(length(sensor))", "sum(share)").first();
    }
}
