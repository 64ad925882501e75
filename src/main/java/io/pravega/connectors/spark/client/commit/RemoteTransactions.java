// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.commit;

import io.grpc.Status;
import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.client.security.auth.DelegationTokenProviderFactory;
import io.pravega.client.stream.Stream;
import io.pravega.client.stream.Transaction;
import io.pravega.client.stream.impl.TxnSegments;
import io.pravega.connectors.spark.client.EventWriter;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.TransactionFinishedException;
import io.pravega.connectors.spark.client.TransactionStatus;
import io.pravega.connectors.spark.client.Transactions;
import io.pravega.connectors.spark.client.WriteFailedException;
import io.pravega.connectors.spark.client.append.TransactionWriter;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.Failures;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.security.auth.AccessOperation;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The transactions of one stream, through the controller. Calls on many transactions are sent together, and their
 * answers are awaited together.
 */
public final class RemoteTransactions implements Transactions {

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
        this.connection = connection;
        this.keepAlive = keepAlive;
        this.streamId = stream;
        this.stream = Stream.of(stream.scope(), stream.name());
        this.lease = lease;
        this.tokens = DelegationTokenProviderFactory.create(connection.controller(), stream.scope(), stream.name(),
                AccessOperation.WRITE);
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
        Purpose purpose = purpose("begin a transaction of stream " + streamId);
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

    @Override
    public void keepAlive(UUID transaction) {
        keepAlive.adopt(stream, transaction, lease);
    }

    @Override
    public Map<UUID, TransactionStatus> statuses(Collection<UUID> transactions) {
        Map<UUID, CompletableFuture<TransactionStatus>> answers = askAll(transactions, this::askStatus);
        Map<UUID, TransactionStatus> statuses = new LinkedHashMap<>();
        awaitEnd("ask for transaction", answers.values());
        answers.forEach((transaction, answer) ->
                statuses.put(transaction, connection.await(purpose("ask for transaction", transaction), answer)));
        return statuses;
    }

    @Override
    public void commit(UUID transaction) {
        connection.await(purpose("commit transaction", transaction), askCommit(transaction));
    }

    @Override
    public void commitAll(Collection<UUID> transactions) {
        awaitAll("commit transaction", askAll(transactions, this::askCommit));
    }

    @Override
    public void abort(UUID transaction) {
        connection.await(purpose("abort transaction", transaction), askAbort(transaction));
    }

    @Override
    public void abortAll(Collection<UUID> transactions) {
        awaitAll("abort transaction", askAll(transactions, this::askAbort));
    }

    private CompletableFuture<TransactionStatus> askStatus(UUID transaction) {
        return connection.controller().checkTransactionStatus(stream, transaction)
                .thenApply(RemoteTransactions::translate)
                .exceptionally(failure -> {
                    if (Status.fromThrowable(failure).getCode() == Status.Code.NOT_FOUND) {
                        return TransactionStatus.UNKNOWN;
                    }
                    throw Failures.translate(purpose("ask for transaction", transaction), failure);
                });
    }

    private static TransactionStatus translate(Transaction.Status status) {
        return TransactionStatus.valueOf(status.name());
    }

    /** Asks for a commit. A failed call may have been heard all the same, so the transaction's status decides. */
    private CompletableFuture<Void> askCommit(UUID transaction) {
        CompletableFuture<Void> commit = connection.controller().commitTransaction(stream, "", null, transaction);
        return elseByStatus(commit, transaction, (status, failure) -> {
            switch (status) {
                case COMMITTING, COMMITTED -> { }
                case OPEN -> throw Failures.translate(purpose("commit transaction", transaction), failure);
                default -> throw new TransactionFinishedException(transaction, status);
            }
        }).thenRun(() -> keepAlive.forget(transaction));
    }

    private CompletableFuture<Void> askAbort(UUID transaction) {
        keepAlive.forget(transaction);
        CompletableFuture<Void> abort = connection.controller().abortTransaction(stream, transaction);
        return elseByStatus(abort, transaction, (status, failure) -> {
            switch (status) {
                case ABORTING, ABORTED, UNKNOWN -> { }
                case OPEN -> throw Failures.translate(purpose("abort transaction", transaction), failure);
                default -> throw new PravegaException("Cannot abort transaction %s of stream %s: it is %s"
                        .formatted(transaction, streamId, status), failure);
            }
        });
    }

    private CompletableFuture<Void> elseByStatus(CompletableFuture<Void> call, UUID transaction,
            BiConsumer<TransactionStatus, Throwable> judgement) {
        return call.exceptionallyCompose(failure ->
                askStatus(transaction).thenAccept(status -> judgement.accept(status, failure)));
    }

    private static <T> Map<UUID, CompletableFuture<T>> askAll(Collection<UUID> transactions,
            Function<UUID, CompletableFuture<T>> call) {
        Map<UUID, CompletableFuture<T>> answers = new LinkedHashMap<>();
        transactions.forEach(transaction -> answers.put(transaction, call.apply(transaction)));
        return answers;
    }

    private void awaitAll(String action, Map<UUID, CompletableFuture<Void>> answers) {
        awaitEnd(action, answers.values());
        RuntimeException first = null;
        for (Map.Entry<UUID, CompletableFuture<Void>> answer : answers.entrySet()) {
            try {
                connection.await(purpose(action, answer.getKey()), answer.getValue());
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Waits until all answers are there, or failures in their place; one deadline is for all of them. */
    private void awaitEnd(String action, Collection<? extends CompletableFuture<?>> answers) {
        connection.await(purpose("%ss of stream %s (%d of them)".formatted(action, streamId, answers.size())),
                CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).handle((all, failure) -> true));
    }

    private Purpose purpose(String action, UUID transaction) {
        return purpose("%s %s of stream %s".formatted(action, transaction, streamId));
    }

    private Purpose purpose(String action) {
        return Purpose.writing(streamId, action);
    }
}
