// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.pravega.connectors.spark.client.connection.Failures;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.shared.protocol.netty.WireCommands.SegmentRead;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The fetching of a slice's bytes in large reads, the next one under way while the last is being worked on. The bytes
 * stay in the arrays in which they came from the socket; at most three reads' worth of them is held.
 */
final class SliceFetch implements AutoCloseable {

    private static final int READS_AHEAD = 2;

    private final SegmentRequests requests;
    private final SegmentSlice slice;
    private final Purpose purpose;
    /** What is left of the last answer; only the consumer looks at it. */
    private final Deque<ByteBuffer> parts = new ArrayDeque<>();

    // All below: guarded by this.
    private final Deque<SegmentRead> arrived = new ArrayDeque<>();
    private long nextOffset;
    private boolean underWay;
    private @Nullable Throwable failure;

    /** Sends the first request and returns. */
    SliceFetch(SegmentRequests requests, SegmentSlice slice) {
        this.requests = requests;
        this.slice = slice;
        this.purpose = Purpose.reading(slice.stream(), "read " + slice);
        this.nextOffset = slice.startOffset();
        requestMore();
    }

    /**
     * Waits for the next bytes.
     *
     * @return null at the end of the slice
     */
    @Nullable ByteBuffer next() {
        if (parts.isEmpty()) {
            SegmentRead read = take();
            if (read == null) {
                return null;
            }
            Collections.addAll(parts, read.getData().nioBuffers());
            requestMore();
        }
        return parts.poll();
    }

    private synchronized @Nullable SegmentRead take() {
        long deadline = System.nanoTime() + requests.patience().toNanos();
        try {
            // Spark interrupts a task that it kills, which must end although its bytes are there.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            while (arrived.isEmpty() && failure == null && nextOffset < slice.endOffset()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw Failures.noAnswer(purpose, requests.patience());
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            throw Failures.interrupted(purpose);
        }
        if (arrived.isEmpty() && failure != null) {
            throw Failures.translate(purpose, failure);
        }
        return arrived.poll();
    }

    private synchronized void requestMore() {
        if (!underWay && failure == null && arrived.size() < READS_AHEAD && nextOffset < slice.endOffset()) {
            underWay = true;
            int length = (int) Math.min(SegmentRequests.READ_BYTES, slice.endOffset() - nextOffset);
            CompletableFuture<?> unused = requests.read(nextOffset, length).whenComplete(this::arrived);
        }
    }

    /** Asks for more from the connection's own thread, so that the consumer finds it when it comes back. */
    private synchronized void arrived(@Nullable SegmentRead read, @Nullable Throwable cause) {
        underWay = false;
        if (read != null) {
            arrived.add(read);
            nextOffset += read.getData().readableBytes();
        } else if (failure == null) {
            failure = cause;
        }
        notifyAll();
        requestMore();
    }

    @Override
    public void close() {
        synchronized (this) {
            failure = new CancellationException("it was closed");
            arrived.clear();
            notifyAll();
        }
        requests.close();
    }
}
