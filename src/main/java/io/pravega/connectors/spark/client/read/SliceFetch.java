// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.netty.buffer.ByteBuf;
import io.pravega.connectors.spark.client.connection.Failures;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.shared.protocol.netty.WireCommands.SegmentRead;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The fetching of a slice's bytes in large reads, some of which are under way while the last is being worked on. The
 * bytes stay in the arrays in which they came from the socket; at most {@link ReadAhead#MOST} reads' worth of them is
 * held, and what the consumer is working on.
 */
final class SliceFetch implements AutoCloseable {

    private final SegmentRequests requests;
    private final SegmentSlice slice;
    private final Purpose purpose;

    // What the consumer has taken; only it looks at this.
    private final Deque<ByteBuffer> parts = new ArrayDeque<>();
    private int taken;
    private long takenAt;

    // All below: guarded by this.
    private final ReadAhead readAhead = new ReadAhead();
    /** In the order of their bytes, in which they are taken. */
    private final Deque<Read> reads = new ArrayDeque<>();
    private long nextOffset;
    private boolean stopped;

    /** Sends the first requests and returns. */
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
            noteConsumed();
            ByteBuf bytes = take();
            if (bytes == null) {
                return null;
            }
            taken = bytes.readableBytes();
            takenAt = System.nanoTime();
            Collections.addAll(parts, bytes.nioBuffers());
            requestMore();
        }
        return parts.poll();
    }

    /** Answers may be shorter than what was asked for; the pace counts for a whole read. */
    private synchronized void noteConsumed() {
        if (taken > 0) {
            readAhead.consumed((System.nanoTime() - takenAt) * SegmentRequests.READ_BYTES / taken);
        }
    }

    private synchronized @Nullable ByteBuf take() {
        long deadline = System.nanoTime() + requests.patience().toNanos();
        try {
            // Spark interrupts a task that it kills, which must end although its bytes are there.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            while (!reads.isEmpty() && reads.element().isWaiting()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw Failures.noAnswer(purpose, requests.patience(), null);
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            throw Failures.interrupted(purpose);
        }
        if (reads.isEmpty()) {
            return null;
        }
        Read first = reads.element();
        ByteBuf bytes = first.arrived.poll();
        if (bytes == null) {
            throw Failures.translate(purpose, Objects.requireNonNull(first.failure));
        }
        if (first.isOver()) {
            reads.remove();
        }
        return bytes;
    }

    private synchronized void requestMore() {
        while (!stopped && reads.size() < readAhead.reads() && nextOffset < slice.endOffset()) {
            Read read = new Read(nextOffset, Math.min(nextOffset + SegmentRequests.READ_BYTES, slice.endOffset()));
            reads.add(read);
            nextOffset = read.endOffset;
            send(read);
        }
    }

    private void send(Read read) {
        CompletableFuture<?> unused = requests.read(read.offset, (int) (read.endOffset - read.offset))
                .whenComplete((answer, cause) -> arrived(read, answer, cause));
    }

    /** Asks for more from the connection's own thread, so that the consumer finds it when it comes back. */
    private synchronized void arrived(Read read, @Nullable SegmentRead answer, @Nullable Throwable cause) {
        if (answer != null) {
            if (read.arrived.isEmpty()) {
                readAhead.answered(System.nanoTime() - read.sentAt);
            }
            read.add(answer.getData());
            if (!stopped && read.offset < read.endOffset) {
                send(read);
            }
        } else if (read.failure == null) {
            read.failure = cause;
            stopped = true;
        }
        notifyAll();
        requestMore();
    }

    @Override
    public void close() {
        synchronized (this) {
            stopped = true;
            Read closed = new Read(nextOffset, nextOffset);
            closed.failure = new CancellationException("it was closed");
            reads.clear();
            reads.add(closed);
            notifyAll();
        }
        requests.close();
    }

    /** One read, which may take several answers. */
    private static final class Read {

        private final long sentAt = System.nanoTime();
        private final Deque<ByteBuf> arrived = new ArrayDeque<>();
        private final long endOffset;
        /** Where what has not arrived begins. */
        private long offset;
        private @Nullable Throwable failure;

        Read(long offset, long endOffset) {
            this.offset = offset;
            this.endOffset = endOffset;
        }

        /** Takes as much as was asked for; of very little, the segment store sends more. */
        void add(ByteBuf bytes) {
            int wanted = (int) Math.min(bytes.readableBytes(), endOffset - offset);
            arrived.add(bytes.slice(bytes.readerIndex(), wanted));
            offset += wanted;
        }

        boolean isWaiting() {
            return arrived.isEmpty() && failure == null;
        }

        /** Tells whether all has arrived and was taken. */
        boolean isOver() {
            return arrived.isEmpty() && offset == endOffset;
        }
    }
}
