// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

/** The same thousand events, read from 64 segments and from one: what a segment costs. */
final class ManySegments implements Measurement {

    private static final int EVENTS = 1_000;
    private static final int EVENT_BYTES = 100;
    /** Each takes milliseconds only. */
    private static final int READS = 10;

    @Override
    public void run(Lab lab) throws Exception {
        try (Server server = lab.freshServer(); BareWriter writer = new BareWriter(server)) {
            String many = server.newStream(64, writer, EVENTS, EVENT_BYTES);
            String one = server.newStream(1, writer, EVENTS, EVENT_BYTES);
            Pairs pairs = Pairs.measure(lab.settings(), () -> lab.medianRead(server, many, READS),
                    () -> lab.medianRead(server, one, READS));
            lab.report(Result.compared("1,000 events in 64 segments (bare: in 1)", EVENT_BYTES, "ms", pairs,
                    Target.atMost(1.5)));
        }
    }
}
