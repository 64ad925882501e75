// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.commit;

import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.client.stream.Stream;
import io.pravega.client.stream.impl.TxnSegments;
import io.pravega.connectors.spark.client.EventWriter;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.Transactions;
import io.pravega.connectors.spark.client.WriteFailedException;
import io.pravega.connectors.spark.client.append.TransactionWriter;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.client.connection.SegmentTokens;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.security.auth.AccessOperation;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The transactions of one stream, through the controller. */
public final class RemoteTransactions extends RemoteTransactionCalls implements Transactions {

    /** The longest lease that every server takes by default. Longer ones are asked for by pings. */
    private static final Duration MODEST_LEASE = Duration.ofMinutes(2);
    /** How long a beginning may take before the stream is checked. */
    private static final Duration PROMPT = Duration.ofSeconds(2);
    private static final Pattern LEASE_TOO_LONG = Pattern.compile("lease value too large, max value is (\\d+)");

    private final Connection connection;
    private final KeepAlive keepAlive;
    private final StreamId streamId;
    private final Stream stream;
    private final Duration lease;
    private final DelegationTokenProvider tokens;

    public RemoteTransactions(Connection connection, KeepAlive keepAlive, StreamId stream, Duration lease) {
        super(connection, keepAlive, transaction -> stream, lease);
        this.connection = connection;
        this.keepAlive = keepAlive;
        this.streamId = stream;
        this.stream = Stream.of(stream.scope(), stream.name());
        this.lease = lease;
        this.tokens = new SegmentTokens(connection.controller(), stream, AccessOperation.WRITE);
    }

    @Override
    public EventWriter begin() {
        Duration first = keepAlive.allowed(Collections.min(List.of(lease, MODEST_LEASE)));
        TxnSegments begun = create(first);
        if (lease.compareTo(first) > 0) {
            keepAlive.extend(stream, begun.getTxnId(), lease);
        } else {
            keepAlive.add(stream, begun.getTxnId(), lease);
        }
        return new TransactionWriter(connection, streamId, tokens, begun, this);
    }

    /** Begins a transaction. The client repeats a refused lease for a while, so a refusal is remembered. */
    private TxnSegments create(Duration firstLease) {
        Purpose purpose = Purpose.writing(streamId, "begin a transaction of stream " + streamId);
        try {
            return connection.await(purpose, ask(firstLease));
        } catch (PravegaException e) {
            Matcher refusal = LEASE_TOO_LONG.matcher(e.getMessage());
            if (!refusal.find()) {
                throw e;
            }
            Duration longest = Duration.ofMillis(Long.parseLong(refusal.group(1)));
            keepAlive.limitLeases(longest);
            return connection.await(purpose, ask(longest));
        }
    }

    /** Asks for a transaction, and fails early when the stream is sealed, which the client takes for an outage. */
    private CompletableFuture<TxnSegments> ask(Duration firstLease) {
        CompletableFuture<TxnSegments> begun =
                connection.controller().createTransaction(stream, firstLease.toMillis());
        CompletableFuture<TxnSegments> unlessSealed = new CompletableFuture<TxnSegments>()
                .completeOnTimeout(null, PROMPT.toMillis(), TimeUnit.MILLISECONDS)
                .thenCompose(late -> begun.isDone() ? begun : failWhenSealed(begun));
        return begun.applyToEither(unlessSealed, Function.identity());
    }

    private CompletableFuture<TxnSegments> failWhenSealed(CompletableFuture<TxnSegments> begun) {
        return connection.controller().getCurrentSegments(streamId.scope(), streamId.name())
                .thenApply(segments -> segments.getNumberOfSegments() == 0)
                .exceptionally(failure -> false)
                .thenCompose(isSealed -> isSealed
                        ? CompletableFuture.failedFuture(WriteFailedException.sealed(streamId)) : begun);
    }
}
