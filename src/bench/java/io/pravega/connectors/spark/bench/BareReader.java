// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import io.pravega.client.BatchClientFactory;
import io.pravega.client.batch.SegmentIterator;
import io.pravega.client.batch.SegmentRange;
import io.pravega.client.stream.Stream;
import io.pravega.client.stream.StreamCut;
import io.pravega.client.stream.impl.ByteBufferSerializer;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The plain client's way to read a stream in bulk: a loop over each segment, segments shared out to the threads. */
final class BareReader implements AutoCloseable {

    private final BatchClientFactory factory;

    BareReader(Server server) {
        factory = BatchClientFactory.withScope(Server.SCOPE, server.config());
    }

    /** Reads all of the stream and gives the sum of its payloads' lengths. */
    long read(String stream) throws Exception {
        BlockingQueue<SegmentRange> segments = new LinkedBlockingQueue<>();
        factory.getSegments(Stream.of(Server.SCOPE, stream), StreamCut.UNBOUNDED, StreamCut.UNBOUNDED).getIterator()
                .forEachRemaining(segments::add);
        AtomicLong total = new AtomicLong();
        Timing.onThreads(thread -> {
            for (SegmentRange segment = segments.poll(); segment != null; segment = segments.poll()) {
                total.addAndGet(read(segment));
            }
        });
        return total.get();
    }

    private long read(SegmentRange segment) {
        long bytes = 0;
        try (SegmentIterator<ByteBuffer> events = factory.readSegment(segment, new ByteBufferSerializer())) {
            while (events.hasNext()) {
                bytes += events.next().remaining();
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        factory.close();
    }
}
