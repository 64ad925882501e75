// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.pravega.connectors.spark.client.PravegaException;
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
 * Fetches a slice's bytes in large reads, the next one under way while the last is being worked on. The bytes stay in
 * the arrays in which they came from the socket; at most three reads' worth of them is held.
 */
final class SliceFetch implements AutoCloseable {

    /** The segment store gives at most twice as much in one answer. */
    private static final int READ_BYTES = 1024 * 1024;
    private static final int READS_AHEAD = 2;

    private final SegmentRequests requests;
    private final SegmentSlice slice;
    private final Purpose purpose;
    /** What the consumer has of the last answer, the only one that looks at it. */
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
        long deadline = System.nanoTime() + Failures.PATIENCE.toNanos();
        try {
            // Not only while waiting: who kills a task wants it to end although its bytes are there.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            while (arrived.isEmpty() && failure == null && nextOffset < slice.endOffset()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new PravegaException("Cannot %s: the segment store did not answer within %d s"
                            .formatted(purpose.action(), Failures.PATIENCE.toSeconds()), null);
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
            int length = (int) Math.min(READ_BYTES, slice.endOffset() - nextOffset);
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
