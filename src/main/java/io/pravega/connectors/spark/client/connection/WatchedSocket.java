// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.pravega.client.connection.impl.ClientConnection;
import io.pravega.shared.protocol.netty.Append;
import io.pravega.shared.protocol.netty.ConnectionFailedException;
import io.pravega.shared.protocol.netty.FailingReplyProcessor;
import io.pravega.shared.protocol.netty.PravegaNodeUri;
import io.pravega.shared.protocol.netty.Reply;
import io.pravega.shared.protocol.netty.ReplyProcessor;
import io.pravega.shared.protocol.netty.WireCommand;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A socket that knows for how long the server has left it without any answer. A socket over which nothing was sent
 * waits for nothing; over one that is not used, Pravega's client sends a keep-alive every 20 s, which servers answer.
 */
final class WatchedSocket extends FailingReplyProcessor implements ClientConnection {

    private final PravegaNodeUri server;
    private final ReplyProcessor replies;
    private volatile @Nullable ClientConnection socket;
    /** When the first thing was sent after the last answer; 0 = nothing was. */
    private volatile long waitingSince;

    /** @param replies hears what comes over the socket */
    WatchedSocket(PravegaNodeUri server, ReplyProcessor replies) {
        this.server = server;
        this.replies = replies;
    }

    /** Takes the socket once it is connected. */
    ClientConnection opened(ClientConnection connected) {
        socket = connected;
        return this;
    }

    boolean isSilent(Duration limit) {
        long since = waitingSince;
        return since != 0 && System.nanoTime() - since >= limit.toNanos();
    }

    /** Gives the socket up; whoever uses it hears so first, because closing it may take a while. */
    void drop() {
        try {
            replies.connectionDropped();
        } finally {
            close();
        }
    }

    private ClientConnection sending() throws ConnectionFailedException {
        ClientConnection connected = socket;
        if (connected == null) {
            throw new ConnectionFailedException("the socket is not connected");
        }
        if (waitingSince == 0) {
            // The lowest bit makes sure that it is not 0.
            waitingSince = System.nanoTime() | 1;
        }
        return connected;
    }

    @Override
    public void send(WireCommand command) throws ConnectionFailedException {
        sending().send(command);
    }

    @Override
    public void send(Append append) throws ConnectionFailedException {
        sending().send(append);
    }

    @Override
    public void sendAsync(List<Append> appends, CompletedCallback callback) {
        try {
            sending().sendAsync(appends, callback);
        } catch (ConnectionFailedException e) {
            callback.complete(e);
        }
    }

    @Override
    public PravegaNodeUri getLocation() {
        return server;
    }

    @Override
    public void close() {
        ClientConnection connected = socket;
        if (connected != null) {
            connected.close();
        }
    }

    @Override
    public void process(Reply reply) {
        waitingSince = 0;
        replies.process(reply);
    }

    @Override
    public void connectionDropped() {
        replies.connectionDropped();
    }

    @Override
    public void processingFailure(Exception error) {
        replies.processingFailure(error);
    }
}
