// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.commit;

import io.grpc.Status;
import io.pravega.client.stream.Stream;
import io.pravega.client.stream.Transaction;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.TransactionCalls;
import io.pravega.connectors.spark.client.TransactionFinishedException;
import io.pravega.connectors.spark.client.TransactionStatus;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.Failures;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.stream.StreamId;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Transactions that have begun, through the controller. Calls on many transactions are sent together, whatever their
 * streams, and their answers are awaited together.
 */
public class RemoteTransactionCalls implements TransactionCalls {

    private final Connection connection;
    private final KeepAlive keepAlive;
    private final Function<UUID, StreamId> streamOf;
    private final Duration lease;

    /** @param streamOf tells the stream of a transaction */
    public RemoteTransactionCalls(Connection connection, KeepAlive keepAlive, Function<UUID, StreamId> streamOf,
            Duration lease) {
        this.connection = connection;
        this.keepAlive = keepAlive;
        this.streamOf = streamOf;
        this.lease = lease;
    }

    @Override
    public void keepAlive(UUID transaction) {
        keepAlive.adopt(stream(transaction), transaction, lease);
    }

    @Override
    public Map<UUID, TransactionStatus> statuses(Collection<UUID> transactions) {
        Map<UUID, CompletableFuture<TransactionStatus>> answers = askAll(transactions, this::askStatus);
        Map<UUID, TransactionStatus> statuses = new LinkedHashMap<>();
        awaitEnd("ask for transaction", answers);
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
        return connection.controller().checkTransactionStatus(stream(transaction), transaction)
                .thenApply(RemoteTransactionCalls::translate)
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
        CompletableFuture<Void> commit = connection.controller().commitTransaction(stream(transaction), "", null,
                transaction);
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
        CompletableFuture<Void> abort = connection.controller().abortTransaction(stream(transaction), transaction);
        return elseByStatus(abort, transaction, (status, failure) -> {
            switch (status) {
                case ABORTING, ABORTED, UNKNOWN -> { }
                case OPEN -> throw Failures.translate(purpose("abort transaction", transaction), failure);
                default -> throw new PravegaException("Cannot abort transaction %s of stream %s: it is %s"
                        .formatted(transaction, streamOf.apply(transaction), status), failure);
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
        awaitEnd(action, answers);
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
    private void awaitEnd(String action, Map<UUID, ? extends CompletableFuture<?>> answers) {
        List<StreamId> streams = answers.keySet().stream().map(streamOf).distinct().toList();
        if (!streams.isEmpty()) {
            connection.await(Purpose.writing(streams.get(0), "%ss of stream %s (%d of them)".formatted(action,
                            streams.stream().map(StreamId::toString).collect(Collectors.joining(", ")),
                            answers.size())),
                    CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
                            .handle((all, failure) -> true));
        }
    }

    private Purpose purpose(String action, UUID transaction) {
        StreamId stream = streamOf.apply(transaction);
        return Purpose.writing(stream, "%s %s of stream %s".formatted(action, transaction, stream));
    }

    private Stream stream(UUID transaction) {
        StreamId stream = streamOf.apply(transaction);
        return Stream.of(stream.scope(), stream.name());
    }
}
