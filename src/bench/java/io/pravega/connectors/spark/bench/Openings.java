package io.pravega.connectors.spark.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Threads and sockets that a streaming query opens after its first micro-batch; there should be none. */
final class Openings implements Measurement {

    private static final int BATCHES = 10;
    private static final int EVENTS_PER_BATCH = 1_000;
    private static final int EVENT_BYTES = 100;
    /** Threads of the Pravega client, of gRPC and of netty, by their names; what else was started is in the file. */
    private static final Pattern NAMES = Pattern.compile("(?i).*(pravega|grpc|netty|epoll|nioEventLoop|client|watermark"
            + "|segment|controller|txn|transaction|ping).*");

    @Override
    public void run(Lab lab) throws Exception {
        for (int segments : List.of(4, 16)) {
            try (Server server = lab.freshServer(); PravegaPipe pipe = new PravegaPipe(lab.spark(), server, segments)) {
                StreamingQuery query = pipe.start(lab.newCheckpoint());
                try {
                    sendBatch(pipe, query);
                    OpeningsWatch watch = new OpeningsWatch();
                    for (int i = 0; i < BATCHES; i++) {
                        sendBatch(pipe, query);
                    }
                    OpeningsWatch.Seen seen = watch.end();
                    requireBatches(query);
                    report(lab, segments, seen);
                } finally {
                    query.stop();
                }
            }
        }
    }

    private static void sendBatch(Pipe pipe, StreamingQuery query) {
        for (int i = 0; i < EVENTS_PER_BATCH; i++) {
            pipe.send(i, EventBytes.sentNow(EVENT_BYTES));
        }
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
        Map<String, Object> parts = Map.of("threads", seen.threads(), "sockets", seen.sockets());
        int threads = seen.threads().entrySet().stream().filter(entry -> NAMES.matcher(entry.getKey()).matches())
                .mapToInt(Map.Entry::getValue).sum();
        lab.report(Result.absolute("%d segments: client threads started in %d batches".formatted(segments, BATCHES),
                EVENT_BYTES, "", Spread.of(threads), Target.atMost(0)).with(parts));
        lab.report(Result.absolute("%d segments: sockets opened in %d batches".formatted(segments, BATCHES),
                EVENT_BYTES, "", Spread.of(seen.sockets().size()), Target.atMost(0)).with(parts));
        System.out.printf("    all threads started: %s%n", seen.threads());
    }
}
