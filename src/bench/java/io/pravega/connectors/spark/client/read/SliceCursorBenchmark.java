// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.pravega.client.security.auth.EmptyTokenProviderImpl;
import io.pravega.connectors.spark.client.EventFormat;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to cut an event out of the bytes, when those are there at once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SliceCursorBenchmark {

    private static final int EVENTS = 20_000;

    /** Payload. */
    @Param({"100", "1024"})
    public int eventBytes;

    private Connection connection;
    private SegmentSlice slice;

    /** Lays the events out as they are in a segment. */
    @Setup
    public void fillSegment() {
        byte[] segment = new byte[EVENTS * (EventFormat.HEADER_BYTES + eventBytes)];
        ByteBuffer bytes = ByteBuffer.wrap(segment);
        while (bytes.hasRemaining()) {
            bytes.putInt(0).putInt(eventBytes).position(bytes.position() + eventBytes);
        }
        connection = new MemoryPool(segment).connection();
        slice = new SegmentSlice(new StreamId("scope", "stream"), 0, 0, segment.length);
    }

    /** Looks at the first byte of each event. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long cut() {
        SegmentRequests requests =
                new SegmentRequests(connection, slice.stream(), slice.segmentId(), new EmptyTokenProviderImpl());
        try (SliceCursor cursor = new SliceCursor(slice, new SliceFetch(requests, slice))) {
            long sum = 0;
            while (cursor.next()) {
                sum += cursor.length() + cursor.array()[cursor.position()];
            }
            return sum;
        }
    }
}
