// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import io.pravega.connectors.spark.client.pool.PravegaClients;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.read.PravegaScanBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.SupportsAdmissionControl;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The planning of a trigger without news, over many streams and over one with as many segments. */
final class ManyStreams implements Measurement {

    private static final int STREAMS = 200;
    private static final int SEGMENTS = 4;
    /** Plans before, not counted. */
    private static final int FIRST = 5;
    private static final int PLANS = 15;

    @Override
    public void run(Lab lab) throws Exception {
        try (Server server = lab.freshServer()) {
            String many = IntStream.range(0, STREAMS).mapToObj(i -> server.newStream(SEGMENTS))
                    .collect(Collectors.joining(","));
            String one = server.newStream(STREAMS * SEGMENTS);
            Pairs pairs = Pairs.measure(lab.settings(), () -> plan(lab, server, many), () -> plan(lab, server, one));
            lab.report(Result.compared("planning without news, %d streams × %d segments (bare: 1 × %d)".formatted(
                    STREAMS, SEGMENTS, STREAMS * SEGMENTS), 0, "ms", pairs, Target.atMost(2)));
        }
    }

    /** Gives the median time of a plan, in ms. */
    private static double plan(Lab lab, Server server, String streams) throws Exception {
        Map<String, String> options = new HashMap<>(server.options(streams));
        options.put("start_stream_cut", "earliest");
        MicroBatchStream source = new PravegaScanBuilder(PravegaClients.SHARED,
                ReadOptions.from(new CaseInsensitiveStringMap(options)), Optional.empty()).build()
                .toMicroBatchStream(lab.newCheckpoint());
        try {
            SupportsAdmissionControl limited = (SupportsAdmissionControl) source;
            ReadLimit limit = limited.getDefaultReadLimit();
            Offset start = source.initialOffset();
            double[] times = new double[PLANS];
            for (int i = -FIRST; i < PLANS; i++) {
                double time = Timing.milliseconds(() -> limited.latestOffset(start, limit));
                if (i >= 0) {
                    times[i] = time;
                }
            }
            return Spread.of(times).median();
        } finally {
            source.stop();
        }
    }
}
