// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.grpc.Status;
import io.pravega.auth.AuthenticationException;
import io.pravega.auth.TokenExpiredException;
import io.pravega.client.connection.impl.RawClient;
import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.client.segment.impl.Segment;
import io.pravega.client.stream.impl.ConnectionClosedException;
import io.pravega.connectors.spark.client.DataLossException;
import io.pravega.connectors.spark.client.SegmentState;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.ConnectionFailure;
import io.pravega.connectors.spark.client.connection.Failures;
import io.pravega.connectors.spark.client.connection.OutageRetries;
import io.pravega.connectors.spark.stream.SegmentIds;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.protocol.netty.ConnectionFailedException;
import io.pravega.shared.protocol.netty.PravegaNodeUri;
import io.pravega.shared.protocol.netty.Reply;
import io.pravega.shared.protocol.netty.WireCommands.AuthTokenCheckFailed;
import io.pravega.shared.protocol.netty.WireCommands.GetStreamSegmentInfo;
import io.pravega.shared.protocol.netty.WireCommands.NoSuchSegment;
import io.pravega.shared.protocol.netty.WireCommands.ReadSegment;
import io.pravega.shared.protocol.netty.WireCommands.SegmentIsSealed;
import io.pravega.shared.protocol.netty.WireCommands.SegmentIsTruncated;
import io.pravega.shared.protocol.netty.WireCommands.SegmentRead;
import io.pravega.shared.protocol.netty.WireCommands.StreamSegmentInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the segment store about one segment, over the shared sockets and without Pravega's own input stream,
 * whose locks and copies would be paid for each event. Each request has a time limit. What a lost connection, a silent
 * server, a moved segment or an expired token kept from being answered is repeated, over another socket and to whoever
 * has the segment by then, for as long as a server may be away.
 */
public final class SegmentRequests implements AutoCloseable {

    /** How many bytes a large read asks for. The segment store gives at most twice as much in one answer. */
    static final int READ_BYTES = 1024 * 1024;

    private final Connection connection;
    private final OutageRetries retries;
    private final Segment segment;
    private final DelegationTokenProvider tokens;
    /** When the server was last known to be there, while bytes are waited for. */
    private volatile long lastHeard;
    private @Nullable Route route;
    private boolean closed;

    public SegmentRequests(Connection connection, StreamId stream, long segmentId, DelegationTokenProvider tokens) {
        this.connection = connection;
        this.retries = connection.retries();
        this.segment = new Segment(stream.scope(), stream.name(), segmentId);
        this.tokens = tokens;
    }

    /** Asks for the segment's state; empty when the segment does not exist. */
    public CompletableFuture<Optional<SegmentState>> state() {
        return retries.run(this::askState, SegmentRequests::isPassing);
    }

    private CompletableFuture<Optional<SegmentState>> askState() {
        return ask((client, id, token) -> client.sendRequest(id,
                new GetStreamSegmentInfo(id, segment.getScopedName(), token)))
                .thenApply(reply -> reply instanceof NoSuchSegment ? Optional.empty() : Optional.of(state(reply)));
    }

    private static SegmentState state(Reply reply) {
        StreamSegmentInfo info = expect(StreamSegmentInfo.class, reply);
        return new SegmentState(info.getStartOffset(), info.getWriteOffset(), info.isSealed());
    }

    /**
     * Reads bytes.
     *
     * @param length the most bytes to be had; there may be less in one answer
     * @return fails with {@link DataLossException} when the bytes were truncated away or end before the offset
     */
    public CompletableFuture<SegmentRead> read(long offset, int length) {
        return retries.run(() -> askRead(offset, length), SegmentRequests::isPassing);
    }

    private CompletableFuture<SegmentRead> askRead(long offset, int length) {
        return ask(reading(offset, length))
                .thenApply(reply -> data(reply, offset))
                .exceptionallyCompose(failure -> Failures.unwrap(failure) instanceof NoDataException
                        ? failWithoutData(offset, failure) : CompletableFuture.failedFuture(failure));
    }

    private Request reading(long offset, int length) {
        return (client, id, token) -> client.sendRequest(id,
                new ReadSegment(segment.getScopedName(), offset, length, token, id));
    }

    private SegmentRead data(Reply reply, long offset) {
        return dataUnlessAtEnd(reply, offset)
                .orElseThrow(() -> lost(offset, "the segment ends there, but more was asked for"));
    }

    /** Returns the bytes; none when the segment is sealed and ends at the offset. */
    private Optional<SegmentRead> dataUnlessAtEnd(Reply reply, long offset) {
        if (reply instanceof NoSuchSegment) {
            throw lost(offset, "it was truncated away, or its stream was deleted");
        }
        if (reply instanceof SegmentIsTruncated truncated) {
            throw lost(offset, "it was truncated up to offset " + truncated.getStartOffset());
        }
        if (reply instanceof SegmentIsSealed) {
            return Optional.empty();
        }
        SegmentRead read = expect(SegmentRead.class, reply);
        if (read.getData().readableBytes() > 0) {
            return Optional.of(read);
        }
        if (read.isEndOfSegment()) {
            return Optional.empty();
        }
        throw new CompletionException(new NoDataException("the segment store cancelled the read"));
    }

    /**
     * Reads the bytes that follow, as soon as there are any: the segment store answers when they are written.
     *
     * @return none when the segment is sealed and ends at the offset; fails with {@link DataLossException} when the
     *     bytes were truncated away
     */
    public CompletableFuture<Optional<SegmentRead>> readTail(long offset) {
        lastHeard = System.nanoTime();
        return retries.run(() -> askTail(offset), SegmentRequests::isPassing, () -> lastHeard);
    }

    private CompletableFuture<Optional<SegmentRead>> askTail(long offset) {
        return ask(reading(offset, READ_BYTES), reply -> whileAlive(reply, offset))
                .thenApply(reply -> dataUnlessAtEnd(reply, offset))
                .whenComplete((read, failure) -> {
                    if (failure != null && Failures.unwrap(failure) instanceof NoDataException) {
                        leaveRoute();
                    }
                });
    }

    /**
     * Waits for an answer that may take long, and now and then asks for the segment's state, which takes no time.
     *
     * @return fails with a {@link TimeoutException} when the segment store has bytes, but does not send them
     */
    private CompletableFuture<Reply> whileAlive(CompletableFuture<Reply> reply, long offset) {
        return withLimit(reply.copy())
                .exceptionallyCompose(failure -> Failures.unwrap(failure) instanceof TimeoutException
                        ? askState().thenCompose(state -> {
                            lastHeard = System.nanoTime();
                            return reply.isDone() || isWaiting(state, offset) ? whileAlive(reply, offset)
                                    : CompletableFuture.failedFuture(failure);
                        })
                        : CompletableFuture.failedFuture(failure));
    }

    private static boolean isWaiting(Optional<SegmentState> state, long offset) {
        return state.isPresent() && !state.get().sealed() && state.get().endOffset() <= offset;
    }

    /**
     * Finds out why there are no bytes. A segment store answers so when the segment is just moving to another one; and
     * it does not answer at all while it waits for bytes that nobody has written.
     */
    private CompletableFuture<SegmentRead> failWithoutData(long offset, Throwable failure) {
        leaveRoute();
        return askState().thenCompose(state -> {
            if (state.isPresent() && state.get().endOffset() <= offset) {
                throw lost(offset, "the segment ends there, but more was asked for");
            }
            return CompletableFuture.failedFuture(failure);
        });
    }

    /** Makes the next request ask where the segment is. */
    private void leaveRoute() {
        Route last;
        synchronized (this) {
            last = route;
            route = null;
        }
        if (last != null) {
            last.client().close();
            forgetEndpoint(last.server());
        }
    }

    private DataLossException lost(long offset, String why) {
        return new DataLossException("Cannot read segment %s of stream %s/%s at offset %d: %s".formatted(
                SegmentIds.describe(segment.getSegmentId()), segment.getScope(), segment.getStreamName(), offset, why));
    }

    private static <R extends Reply> R expect(Class<R> type, Reply reply) {
        if (!type.isInstance(reply)) {
            throw new IllegalStateException("unexpected reply of the segment store: " + reply);
        }
        return type.cast(reply);
    }

    private CompletableFuture<Reply> ask(Request request) {
        return ask(request, SegmentRequests::withLimit);
    }

    private static CompletableFuture<Reply> withLimit(CompletableFuture<Reply> reply) {
        return reply.orTimeout(Connection.REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks, and waits for the answer as long as the limit lets it. */
    private CompletableFuture<Reply> ask(Request request, UnaryOperator<CompletableFuture<Reply>> limit) {
        return tokens.retrieveToken()
                .thenCompose(token -> route().thenCompose(current -> ask(current, token, request, limit)));
    }

    private CompletableFuture<Reply> ask(Route current, String token, Request request,
            UnaryOperator<CompletableFuture<Reply>> limit) {
        RawClient client = current.client();
        return limit.apply(request.send(client, client.getFlow().getNextSequenceNumber(), token))
                .thenApply(this::accepted)
                .handle((reply, failure) -> {
                    if (failure == null) {
                        return reply;
                    }
                    Throwable cause = Failures.unwrap(failure);
                    if (cause instanceof TimeoutException) {
                        leave(current);
                        cause = new NoDataException("the segment store did not answer within %d s"
                                .formatted(Connection.REQUEST_TIMEOUT.toSeconds()));
                    }
                    if (cause instanceof ConnectionFailedException) {
                        forgetEndpoint(current.server());
                    }
                    throw new CompletionException(cause);
                });
    }

    /** Gives up a server that does not answer, or does not answer this request. */
    private void leave(Route silent) {
        silent.client().close();
        connection.leaveSilent(silent.server());
        // A refused token is one reason: the segment store sends that answer to another address.
        tokens.signalTokenExpired();
    }

    private Reply accepted(Reply reply) {
        if (reply instanceof AuthTokenCheckFailed refusal) {
            if (refusal.isTokenExpired()) {
                tokens.signalTokenExpired();
                throw new CompletionException(new TokenExpiredException("token expired"));
            }
            throw new CompletionException(new AuthenticationException(refusal.getErrorCode().toString()));
        }
        return reply;
    }

    private CompletableFuture<Route> route() {
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new ConnectionClosedException());
            }
            if (route != null && !route.client().isClosed()) {
                return CompletableFuture.completedFuture(route);
            }
        }
        CompletableFuture<PravegaNodeUri> endpoint =
                connection.controller().getEndpointForSegment(segment.getScopedName());
        if (endpoint.isDone() && !endpoint.isCompletedExceptionally()) {
            return endpoint.thenApply(this::connect);
        }
        // The thread that answers for the controller must not send, which may block.
        return endpoint.thenApplyAsync(this::connect, connection.executor());
    }

    private synchronized Route connect(PravegaNodeUri server) {
        if (closed) {
            throw new CompletionException(new ConnectionClosedException());
        }
        if (route == null || route.client().isClosed()) {
            route = new Route(server, new RawClient(server, connection.requestPool()));
        }
        return route;
    }

    private void forgetEndpoint(PravegaNodeUri server) {
        connection.forgetEndpoint(segment.getScopedName(), server);
    }

    /** Returns whether the failure may pass by itself. A certificate does not get better by asking again. */
    private static boolean isPassing(Throwable failure) {
        Throwable cause = Failures.unwrap(failure);
        Status.Code controller = Status.fromThrowable(cause).getCode();
        return cause instanceof TokenExpiredException
                || controller == Status.Code.UNAVAILABLE || controller == Status.Code.DEADLINE_EXCEEDED
                || (cause instanceof ConnectionFailedException && !ConnectionFailure.isForGood(cause));
    }

    /** Returns how long to wait for what was asked for. */
    Duration patience() {
        return connection.patience();
    }

    /** Gives up what is under way. */
    @Override
    public void close() {
        Route last;
        synchronized (this) {
            closed = true;
            last = route;
        }
        if (last != null) {
            last.client().close();
        }
    }

    /** Sends one request and promises the answer. */
    private interface Request {
        CompletableFuture<Reply> send(RawClient client, long requestId, String token);
    }

    /** Where the segment was found, and the client that asks there. */
    private record Route(PravegaNodeUri server, RawClient client) {
    }

    /** An answer that did not come, or came without the bytes asked for, although nothing says that they are gone. */
    private static final class NoDataException extends ConnectionFailedException {

        private static final long serialVersionUID = 1L;

        NoDataException(String message) {
            super(message);
        }
    }
}
