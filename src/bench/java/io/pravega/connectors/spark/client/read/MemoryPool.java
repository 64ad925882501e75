// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.netty.buffer.Unpooled;
import io.pravega.client.connection.impl.ClientConnection;
import io.pravega.client.connection.impl.ConnectionPool;
import io.pravega.client.connection.impl.Flow;
import io.pravega.client.control.impl.Controller;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.shared.protocol.netty.Append;
import io.pravega.shared.protocol.netty.PravegaNodeUri;
import io.pravega.shared.protocol.netty.ReplyProcessor;
import io.pravega.shared.protocol.netty.WireCommand;
import io.pravega.shared.protocol.netty.WireCommands.ReadSegment;
import io.pravega.shared.protocol.netty.WireCommands.SegmentRead;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/** A segment store in memory that can do one thing: read a segment, and answer at once. */
final class MemoryPool implements ConnectionPool {

    private static final PravegaNodeUri HERE = new PravegaNodeUri("memory", 1);

    private final byte[] segment;

    MemoryPool(byte[] segment) {
        this.segment = segment;
    }

    /** A connection to it; its controller knows where segments are, and nothing else. */
    Connection connection() {
        Controller controller = (Controller) Proxy.newProxyInstance(Controller.class.getClassLoader(),
                new Class<?>[] {Controller.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getEndpointForSegment")) {
                        return CompletableFuture.completedFuture(HERE);
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
        return new Connection(null, this, this, controller, Duration.ofMinutes(10));
    }

    @Override
    public void getClientConnection(Flow flow, PravegaNodeUri uri, ReplyProcessor replies,
            CompletableFuture<ClientConnection> connection) {
        connection.complete(new MemoryConnection(replies));
    }

    @Override
    public CompletableFuture<ClientConnection> getClientConnection(Flow flow, PravegaNodeUri uri,
            ReplyProcessor replies) {
        return getClientConnection(uri, replies);
    }

    @Override
    public CompletableFuture<ClientConnection> getClientConnection(PravegaNodeUri uri, ReplyProcessor replies) {
        return CompletableFuture.completedFuture(new MemoryConnection(replies));
    }

    @Override
    public ScheduledExecutorService getInternalExecutor() {
        throw new UnsupportedOperationException("nothing here fails, so nothing is tried again later");
    }

    @Override
    public void close() {
        // There is nothing to close.
    }

    /** Answers within the call. */
    private final class MemoryConnection implements ClientConnection {

        private final ReplyProcessor replies;

        MemoryConnection(ReplyProcessor replies) {
            this.replies = replies;
        }

        @Override
        public void send(WireCommand command) {
            ReadSegment read = (ReadSegment) command;
            int start = (int) read.getOffset();
            int length = Math.min(read.getSuggestedLength(), segment.length - start);
            replies.process(new SegmentRead(read.getSegment(), start, false, false,
                    Unpooled.wrappedBuffer(segment, start, length), read.getRequestId()));
        }

        @Override
        public void send(Append append) {
            throw new UnsupportedOperationException("append");
        }

        @Override
        public void sendAsync(List<Append> appends, CompletedCallback callback) {
            throw new UnsupportedOperationException("append");
        }

        @Override
        public PravegaNodeUri getLocation() {
            return HERE;
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
