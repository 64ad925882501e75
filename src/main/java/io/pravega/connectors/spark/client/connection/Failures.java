// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import static java.util.Objects.requireNonNull;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pravega.auth.AuthException;
import io.pravega.auth.InvalidTokenException;
import io.pravega.client.stream.NoSuchScopeException;
import io.pravega.common.util.RetriesExhaustedException;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.RefusedException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waiting for the server, and the sentences for what goes wrong. */
public final class Failures {

    private Failures() {
    }

    /**
     * Waits for an answer, but no longer than that.
     *
     * @throws PravegaException {@code Cannot <action>: <why>}
     * @throws UncheckedIOException holding an {@link InterruptedIOException}, which Spark takes for a query or task
     *     being stopped; the thread's interrupt flag stays set
     */
    public static <T> T await(Purpose purpose, CompletableFuture<T> answer, Duration patience) {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(purpose);
        } catch (TimeoutException e) {
            throw noAnswer(purpose, patience, e);
        } catch (ExecutionException | CancellationException e) {
            throw translate(purpose, e);
        }
    }

    /** Returns the failure of a wait that took too long. */
    public static PravegaException noAnswer(Purpose purpose, Duration patience, @Nullable TimeoutException cause) {
        return new PravegaException("Cannot %s: no answer within %d s".formatted(purpose.action(),
                patience.toSeconds()), cause);
    }

    public static UncheckedIOException interrupted(Purpose purpose) {
        Thread.currentThread().interrupt();
        return new UncheckedIOException(
                new InterruptedIOException("Cannot %s: interrupted".formatted(purpose.action())));
    }

    /** Turns a failure into a sentence; a {@link PravegaException} is one already. */
    public static RuntimeException translate(Purpose purpose, Throwable thrown) {
        Throwable failure = unwrap(thrown);
        if (failure instanceof PravegaException own) {
            return own;
        }
        String sentence = "Cannot %s: %s".formatted(purpose.action(), reason(purpose, failure));
        return isRefusal(failure) ? new RefusedException(sentence, failure) : new PravegaException(sentence, failure);
    }

    /** Whether the same call would fail again, however often it is repeated. */
    private static boolean isRefusal(Throwable failure) {
        Status status = status(failure);
        Status.Code code = status == null ? Status.Code.UNKNOWN : status.getCode();
        return code == Status.Code.UNAUTHENTICATED || code == Status.Code.PERMISSION_DENIED
                || code == Status.Code.NOT_FOUND || (status == null && refusesToken(failure))
                || failure instanceof NoSuchScopeException || text(failure).startsWith("Scope does not exist")
                || text(failure).startsWith("Stream does not exist") || ConnectionFailure.isForGood(failure);
    }

    /** Returns what is behind the wrappers that futures and retries put around a failure. */
    public static Throwable unwrap(Throwable thrown) {
        Throwable failure = thrown;
        while (failure.getCause() != null && (failure instanceof CompletionException
                || failure instanceof ExecutionException || failure instanceof RetriesExhaustedException)) {
            failure = failure.getCause();
        }
        return failure;
    }

    private static String reason(Purpose purpose, Throwable failure) {
        if (failure instanceof ServiceOutageException outage) {
            return "%s; this has not changed for %d s (service_outage_timeout)".formatted(
                    reason(purpose, unwrap(requireNonNull(outage.getCause()))), outage.outageTimeout().toSeconds());
        }
        String text = text(failure);
        // The controller's client has several ways of saying it, some with the names of internal tables.
        if (failure instanceof NoSuchScopeException || text.startsWith("Scope does not exist")) {
            return "the scope does not exist";
        }
        if (text.startsWith("Stream does not exist")) {
            return "it does not exist";
        }
        Status status = status(failure);
        if (status == null) {
            return refusesToken(failure)
                    ? "the segment store does not accept the client's token; it needs " + purpose.needs()
                    : ConnectionFailure.describe(failure).orElse(text);
        }
        return switch (status.getCode()) {
            // With a cause it did not come to asking: there are no credentials to show.
            case UNAUTHENTICATED -> status.getCause() == null ? "the controller does not accept the credentials"
                    : text(status.getCause());
            case PERMISSION_DENIED -> "permission denied; it needs " + purpose.needs();
            case UNAVAILABLE -> ConnectionFailure.describe(failure).orElse("the controller does not answer");
            case DEADLINE_EXCEEDED -> "the controller did not answer in time";
            case NOT_FOUND -> "it does not exist";
            default -> text;
        };
    }

    /** Whether the server says that what was asked for does not exist. */
    public static boolean isNotFound(Throwable failure) {
        Status status = status(failure);
        return status != null && status.getCode() == Status.Code.NOT_FOUND;
    }

    private static @Nullable Status status(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException refusal) {
                return refusal.getStatus();
            }
        }
        return null;
    }

    private static boolean refusesToken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthException || cause instanceof InvalidTokenException) {
                return true;
            }
        }
        return false;
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
