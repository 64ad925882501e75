// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.pravega.auth.AuthenticationException;
import io.pravega.auth.TokenExpiredException;
import io.pravega.client.connection.impl.RawClient;
import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.client.segment.impl.Segment;
import io.pravega.client.stream.impl.ConnectionClosedException;
import io.pravega.common.util.Retry;
import io.pravega.connectors.spark.client.DataLossException;
import io.pravega.connectors.spark.client.SegmentState;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.ConnectionFailure;
import io.pravega.connectors.spark.client.connection.Failures;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the segment store about one segment, over the shared sockets and without Pravega's own input stream, whose locks
 * and copies would be paid for each event. Repeats what a lost connection, a moved segment or an expired token kept
 * from being answered.
 */
public final class SegmentRequests implements AutoCloseable {

    /** Pauses of 1, 10, 100 ms and 1 s, then 5 s: rides out a segment that moves to another server. */
    private static final Retry.RetryWithBackoff PAUSES = Retry.withExpBackoff(1, 10, 16, 5_000);

    private final Connection connection;
    private final Segment segment;
    private final DelegationTokenProvider tokens;
    private @Nullable RawClient client;
    private boolean closed;

    public SegmentRequests(Connection connection, StreamId stream, long segmentId, DelegationTokenProvider tokens) {
        this.connection = connection;
        this.segment = new Segment(stream.scope(), stream.name(), segmentId);
        this.tokens = tokens;
    }

    /** Empty when the segment does not exist. */
    public CompletableFuture<Optional<SegmentState>> state() {
        return insistently((client, id, token) -> client.sendRequest(id,
                new GetStreamSegmentInfo(id, segment.getScopedName(), token)))
                .thenApply(reply -> reply instanceof NoSuchSegment ? Optional.empty() : Optional.of(state(reply)));
    }

    private SegmentState state(Reply reply) {
        StreamSegmentInfo info = expect(StreamSegmentInfo.class, reply);
        return new SegmentState(info.getStartOffset(), info.getWriteOffset(), info.isSealed());
    }

    /**
     * Reads bytes of the segment.
     *
     * @param length the most bytes to be had; there may be less in one answer
     * @return fails with {@link DataLossException} when the bytes were truncated away or end before the offset
     */
    public CompletableFuture<SegmentRead> read(long offset, int length) {
        return insistently((client, id, token) -> client.sendRequest(id,
                new ReadSegment(segment.getScopedName(), offset, length, token, id)))
                .thenApply(reply -> data(reply, offset));
    }

    private SegmentRead data(Reply reply, long offset) {
        String what = "Cannot read segment %s of stream %s/%s at offset %d: ".formatted(
                SegmentIds.describe(segment.getSegmentId()), segment.getScope(), segment.getStreamName(), offset);
        if (reply instanceof NoSuchSegment) {
            throw new DataLossException(what + "it was truncated away, or its stream was deleted");
        }
        if (reply instanceof SegmentIsTruncated truncated) {
            throw new DataLossException(what + "it was truncated up to offset " + truncated.getStartOffset());
        }
        if (reply instanceof SegmentIsSealed
                || expect(SegmentRead.class, reply).getData().readableBytes() == 0) {
            throw new DataLossException(what + "the segment ends there, but more was asked for");
        }
        return (SegmentRead) reply;
    }

    private static <R extends Reply> R expect(Class<R> type, Reply reply) {
        if (!type.isInstance(reply)) {
            throw new IllegalStateException("unexpected reply of the segment store: " + reply);
        }
        return type.cast(reply);
    }

    private CompletableFuture<Reply> insistently(Question question) {
        // The first attempt goes without the detour over the executor that Retry takes.
        return once(question).exceptionallyCompose(failure -> isPassing(failure)
                ? PAUSES.retryWhen(SegmentRequests::isPassing).runAsync(() -> once(question), connection.executor())
                : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<Reply> once(Question question) {
        return tokens.retrieveToken().thenCompose(token -> {
            RawClient current = client();
            return question.ask(current, current.getFlow().getNextSequenceNumber(), token);
        }).thenApply(this::accepted).whenComplete((reply, failure) -> {
            if (failure != null && Failures.unwrap(failure) instanceof ConnectionFailedException) {
                forgetEndpoint();
            }
        });
    }

    /** The client caches where segments are, and even that it could not find out. */
    private void forgetEndpoint() {
        String name = segment.getScopedName();
        CompletableFuture<?> unused = connection.controller().getEndpointForSegment(name)
                .whenComplete((uri, lost) -> connection.controller()
                        .updateStaleValueInCache(name, lost == null ? uri : new PravegaNodeUri("unknown", 0)));
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

    private synchronized RawClient client() {
        if (closed) {
            throw new CompletionException(new ConnectionClosedException());
        }
        if (client == null || client.isClosed()) {
            client = new RawClient(connection.controller(), connection.requestPool(), segment);
        }
        return client;
    }

    /** Whether the failure may pass by itself. A certificate does not get better by asking again. */
    private static boolean isPassing(Throwable failure) {
        Throwable cause = Failures.unwrap(failure);
        return cause instanceof TokenExpiredException
                || (cause instanceof ConnectionFailedException && !ConnectionFailure.isForGood(cause));
    }

    /** Gives up what is under way. */
    @Override
    public void close() {
        RawClient last;
        synchronized (this) {
            closed = true;
            last = client;
        }
        if (last != null) {
            last.close();
        }
    }

    /** Sends one request and promises the answer. */
    private interface Question {
        CompletableFuture<Reply> ask(RawClient client, long requestId, String token);
    }
}
