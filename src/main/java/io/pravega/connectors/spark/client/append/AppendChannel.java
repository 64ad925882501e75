// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.append;

import io.grpc.Status;
import io.pravega.client.connection.impl.ClientConnection;
import io.pravega.client.connection.impl.Flow;
import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.shared.protocol.netty.Append;
import io.pravega.shared.protocol.netty.ConnectionFailedException;
import io.pravega.shared.protocol.netty.FailingReplyProcessor;
import io.pravega.shared.protocol.netty.PravegaNodeUri;
import io.pravega.shared.protocol.netty.WireCommands.AppendSetup;
import io.pravega.shared.protocol.netty.WireCommands.AuthTokenCheckFailed;
import io.pravega.shared.protocol.netty.WireCommands.DataAppended;
import io.pravega.shared.protocol.netty.WireCommands.ErrorMessage;
import io.pravega.shared.protocol.netty.WireCommands.InvalidEventNumber;
import io.pravega.shared.protocol.netty.WireCommands.KeepAlive;
import io.pravega.shared.protocol.netty.WireCommands.NoSuchSegment;
import io.pravega.shared.protocol.netty.WireCommands.SegmentIsSealed;
import io.pravega.shared.protocol.netty.WireCommands.SetupAppend;
import io.pravega.shared.protocol.netty.WireCommands.WrongHost;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Pravega's append protocol for one writer of one segment on one connection of the shared pool: from asking for the
 * connection to its loss. It knows no retries: it tells its owner what it hears.
 */
final class AppendChannel extends FailingReplyProcessor implements AutoCloseable {

    /** The receiver of what a channel hears. It is called on connection threads and must not wait. */
    interface Owner {

        /** Appends can be sent; the server has all up to {@code lastNumber}. */
        void ready(AppendChannel channel, long lastNumber);

        /** The server has all after {@code previous} up to {@code number}, too. */
        void acknowledged(AppendChannel channel, long previous, long number);

        /** The segment takes no more, or is gone. */
        void sealed(AppendChannel channel);

        /** The channel is of no use any more. */
        void lost(AppendChannel channel, Throwable cause);
    }

    private final Connection connection;
    private final String segmentName;
    private final UUID writerId;
    private final DelegationTokenProvider tokens;
    private final Owner owner;
    private final Flow flow = Flow.create();
    private volatile @Nullable PravegaNodeUri server;
    private @Nullable ClientConnection wire;
    private boolean closed;

    AppendChannel(Connection connection, String segmentName, UUID writerId, DelegationTokenProvider tokens,
            Owner owner) {
        this.connection = connection;
        this.segmentName = segmentName;
        this.writerId = writerId;
        this.tokens = tokens;
        this.owner = owner;
    }

    /** Starts to connect; the owner hears how it went. */
    void open() {
        try {
            CompletableFuture<PravegaNodeUri> endpoint = connection.controller().getEndpointForSegment(segmentName);
            tokens.retrieveToken()
                    .thenCompose(token -> endpoint.thenCompose(server -> connect(token, server)))
                    .exceptionally(failure -> {
                        disconnected(failure);
                        return null;
                    });
        } catch (RuntimeException e) {
            disconnected(e);
        }
    }

    private CompletableFuture<Void> connect(String token, PravegaNodeUri found) {
        server = found;
        return connection.appendPool().getClientConnection(flow, found, this)
                // On a thread of this pool, since sending blocks while the socket is full.
                .thenAcceptAsync(opened -> setUp(opened, token), connection.appendPool().getInternalExecutor());
    }

    private void setUp(ClientConnection opened, String token) {
        synchronized (this) {
            if (closed) {
                opened.close();
                return;
            }
            wire = opened;
        }
        try {
            opened.send(new SetupAppend(flow.asLong(), writerId, segmentName, token));
        } catch (ConnectionFailedException e) {
            disconnected(e);
        }
    }

    /** Sends a batch. To be called when the channel is ready; it may block while the socket is full. */
    void send(long number, AppendBuffer batch) {
        try {
            wire().send(new Append(segmentName, writerId, number, batch.events(), batch.content(), null,
                    flow.asLong()));
        } catch (ConnectionFailedException | RuntimeException e) {
            disconnected(e);
        }
    }

    /** Has the appends go out at once: the client gathers them for some milliseconds, unless something else follows. */
    void flush() {
        try {
            wire().send(new KeepAlive());
        } catch (ConnectionFailedException | RuntimeException e) {
            disconnected(e);
        }
    }

    /** Gives up a connection on which the server has not answered for too long. */
    void abandon(Duration silence) {
        PravegaNodeUri silent = server;
        if (silent != null) {
            connection.leaveSilent(silent);
        }
        disconnected(new ConnectionFailedException("no answer within %d s".formatted(silence.toSeconds())));
    }

    /** Tells the owner, and has the controller asked again, since another server may serve the segment by now. */
    private void disconnected(Throwable cause) {
        forgetEndpoint();
        owner.lost(this, cause);
    }

    private void forgetEndpoint() {
        PravegaNodeUri last = server;
        if (last != null) {
            connection.forgetEndpoint(segmentName, last);
        }
    }

    private synchronized ClientConnection wire() {
        return Objects.requireNonNull(wire);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (wire != null) {
            wire.close();
        }
    }

    @Override
    public void appendSetup(AppendSetup reply) {
        owner.ready(this, reply.getLastEventNumber());
    }

    @Override
    public void dataAppended(DataAppended reply) {
        owner.acknowledged(this, reply.getPreviousEventNumber(), reply.getEventNumber());
    }

    @Override
    public void segmentIsSealed(SegmentIsSealed reply) {
        owner.sealed(this);
    }

    @Override
    public void noSuchSegment(NoSuchSegment reply) {
        owner.sealed(this);
    }

    @Override
    public void wrongHost(WrongHost reply) {
        forgetEndpoint();
        owner.lost(this, new ConnectionFailedException("the segment has moved to another host"));
    }

    @Override
    public void authTokenCheckFailed(AuthTokenCheckFailed reply) {
        if (reply.isTokenExpired()) {
            tokens.signalTokenExpired();
            owner.lost(this, new ConnectionFailedException("the token has expired"));
        } else {
            owner.lost(this, Status.PERMISSION_DENIED.asRuntimeException());
        }
    }

    @Override
    public void invalidEventNumber(InvalidEventNumber reply) {
        owner.lost(this, new ConnectionFailedException("the server was told so before: " + reply));
    }

    @Override
    public void errorMessage(ErrorMessage reply) {
        owner.lost(this, reply.getThrowableException());
    }

    @Override
    public void connectionDropped() {
        disconnected(new ConnectionFailedException("the connection was dropped"));
    }

    @Override
    public void processingFailure(Exception error) {
        disconnected(error);
    }
}
