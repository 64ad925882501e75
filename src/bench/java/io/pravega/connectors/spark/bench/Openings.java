// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import io.pravega.client.stream.EventStreamWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Threads and sockets that a streaming query opens after its first micro-batch; there should be none. */
final class Openings implements Measurement {

    private static final int BATCHES = 10;
    private static final int EVENTS_PER_BATCH = 1_000;
    private static final int EVENT_BYTES = 100;

    @Override
    public void run(Lab lab) throws Exception {
        // One server for both: while a closed one's client waits to be used again, its channel tries to reconnect.
        try (Server server = lab.freshServer(); BareWriter bare = new BareWriter(server)) {
            for (int segments : List.of(4, 16)) {
                measure(lab, server, bare, segments);
            }
        }
    }

    private static void measure(Lab lab, Server server, BareWriter bare, int segments) throws Exception {
        String input = server.newStream(segments);
        StreamingQuery query = PravegaPipe.copy(lab.spark(), server, input, server.newStream(segments),
                lab.newCheckpoint(), UnaryOperator.identity());
        try (EventStreamWriter<ByteBuffer> writer = bare.open(input)) {
            writeBatch(writer, query);
            OpeningsWatch watch = new OpeningsWatch();
            for (int i = 0; i < BATCHES; i++) {
                writeBatch(writer, query);
            }
            OpeningsWatch.Seen seen = watch.end();
            requireBatches(query);
            report(lab, segments, seen);
        } finally {
            query.stop();
        }
    }

    private static void writeBatch(EventStreamWriter<ByteBuffer> writer, StreamingQuery query) {
        String[] keys = EventBytes.keys();
        for (int i = 0; i < EVENTS_PER_BATCH; i++) {
            writer.writeEvent(keys[i % keys.length], EventBytes.sentNow(EVENT_BYTES));
        }
        writer.flush();
        query.processAllAvailable();
    }

    private static void requireBatches(StreamingQuery query) {
        long batches = Arrays.stream(query.recentProgress()).filter(progress -> progress.numInputRows() > 0).count();
        if (batches < BATCHES) {
            throw new IllegalStateException("Cannot trust the figures: %d micro-batches where %d were expected"
                    .formatted(batches, BATCHES));
        }
    }

    private static void report(Lab lab, int segments, OpeningsWatch.Seen seen) {
        Map<String, Object> parts = Map.of("threads of the clients", seen.clientThreads(),
                "other threads", seen.otherThreads(), "sockets", seen.sockets());
        int threads = seen.clientThreads().values().stream().mapToInt(Integer::intValue).sum();
        lab.report(Result.absolute("%d segments: client threads started in %d batches".formatted(segments, BATCHES),
                EVENT_BYTES, "", Spread.of(threads), Target.atMost(0)).with(parts));
        lab.report(Result.absolute("%d segments: sockets opened in %d batches".formatted(segments, BATCHES),
                EVENT_BYTES, "", Spread.of(seen.sockets().size()), Target.atMost(0)).with(parts));
        System.out.printf("    %s%n", parts);
    }
}
