package io.pravega.connectors.spark.bench;

/** The same thousand events, read from 64 segments and from one: what a segment costs. */
final class ManySegments implements Measurement {

    private static final int EVENTS = 1_000;
    private static final int EVENT_BYTES = 100;

    @Override
    public void run(Lab lab) throws Exception {
        try (Server server = lab.freshServer(); BareWriter writer = new BareWriter(server)) {
            String many = filled(server, writer, 64);
            String one = filled(server, writer, 1);
            Pairs pairs = Pairs.measure(lab.settings(), () -> read(lab, server, many), () -> read(lab, server, one));
            lab.report(Result.compared("1,000 events in 64 segments (bare: in 1)", EVENT_BYTES, "ms", pairs,
                    Target.atMost(1.5)));
        }
    }

    private static String filled(Server server, BareWriter writer, int segments) throws Exception {
        String stream = server.newStream(segments);
        writer.fill(stream, EVENTS, EVENT_BYTES);
        server.requireEvents(stream, EVENTS, EVENT_BYTES);
        return stream;
    }

    /** The median of ten reads, because each takes milliseconds only. */
    private static double read(Lab lab, Server server, String stream) throws Exception {
        double[] times = new double[10];
        for (int i = 0; i < times.length; i++) {
            times[i] = Timing.milliseconds(
                    () -> lab.read(server, stream).write().format("noop").mode("overwrite").save());
        }
        return Spread.of(times).median();
    }
}
