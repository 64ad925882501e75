// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry;

import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.RefusedException;
import io.pravega.connectors.spark.client.connection.ConnectionFailure;
import io.pravega.connectors.spark.client.connection.HttpAccess;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one registry. A request is repeated while the registry is away or says that it has trouble of its own,
 * with pauses of 50 ms to 2 s, for as long as a server may be away. Each request can be repeated without harm.
 */
final class RegistryHttp {

    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int LONGEST_TEXT = 200;

    private final URI registry;
    private final HttpClient client;
    private final HttpAccess access;
    private final Duration outageTimeout;

    RegistryHttp(URI registry, HttpAccess access, Duration outageTimeout) {
        this.registry = registry;
        this.access = access;
        this.outageTimeout = outageTimeout;
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        access.tls().ifPresent(builder::sslContext);
        client = builder.build();
    }

    /**
     * What is asked.
     *
     * @param action completes {@code Cannot …}
     * @param path what follows the registry's address
     * @param body JSON, or null for none
     */
    record Question(String action, String method, String path, @Nullable String body) {
    }

    /** An answer with a status below 500. */
    record Answer(int status, String text) {
    }

    /**
     * Asks until there is an answer.
     *
     * @throws RefusedException when the registry does not accept the credentials, or its certificate is not accepted
     * @throws PravegaException when it stays away
     * @throws UncheckedIOException holding an {@link InterruptedIOException}, with the interrupt flag set
     */
    Answer ask(Question question) {
        long deadline = System.nanoTime() + outageTimeout.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            Failure failure;
            try {
                HttpResponse<String> response = client.send(request(question, deadline), BodyHandlers.ofString());
                if (response.statusCode() < HttpURLConnection.HTTP_INTERNAL_ERROR) {
                    return accepted(question, response);
                }
                failure = new Failure("it answers with status " + describe(response), null);
            } catch (IOException e) {
                failure = new Failure(reason(e), e);
                if (ConnectionFailure.isForGood(e)) {
                    throw new RefusedException(sentence(question, failure.why), e);
                }
            } catch (InterruptedException e) {
                throw interrupted(question);
            }
            if (System.nanoTime() + pause.toNanos() - deadline > 0) {
                String why = "%s; this has not changed for %d s (service_outage_timeout)"
                        .formatted(failure.why, outageTimeout.toSeconds());
                throw new PravegaException(sentence(question, why), failure.cause);
            }
            sleep(question, pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Returns the failure for an answer that says no, with the registry's own words if it has any. */
    RefusedException refusal(Question question, Answer answer, Supplier<String> why) {
        String words = abridged(answer.text());
        return new RefusedException(sentence(question, why.get() + (words.isEmpty() ? "" : " (" + words + ")")), null);
    }

    /** Returns the failure for an answer that means nothing to this client. */
    RefusedException notUnderstood(Question question, Answer answer) {
        return refusal(question, answer, () -> "it answers with status %d, and not as a schema registry of Pravega does"
                .formatted(answer.status()));
    }

    private Answer accepted(Question question, HttpResponse<String> response) {
        return switch (response.statusCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED -> throw new RefusedException(sentence(question,
                    access.authorization().isPresent() ? "it does not accept the credentials"
                            : "it wants credentials, and none were given; see the options that begin with auth_"),
                    null);
            case HttpURLConnection.HTTP_FORBIDDEN -> throw new RefusedException(sentence(question,
                    "it says that these credentials do not permit it"), null);
            default -> new Answer(response.statusCode(), response.body());
        };
    }

    private HttpRequest request(Question question, long deadline) {
        Duration left = Duration.ofNanos(Math.max(Duration.ofMillis(1).toNanos(), deadline - System.nanoTime()));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(registry + question.path))
                .timeout(left.compareTo(LONGEST_REQUEST) < 0 ? left : LONGEST_REQUEST)
                .header("Accept", "application/json")
                .method(question.method, question.body == null ? BodyPublishers.noBody()
                        : BodyPublishers.ofString(question.body));
        if (question.body != null) {
            request.header("Content-Type", "application/json");
        }
        access.authorization().ifPresent(text -> authorize(question, request, text));
        return request.build();
    }

    private void authorize(Question question, HttpRequest.Builder request, String authorization) {
        try {
            request.header("Authorization", authorization);
        } catch (IllegalArgumentException e) {
            // Its message quotes the text, which is secret.
            throw new RefusedException(
                    sentence(question, "the credentials hold a character that HTTP cannot send"), null);
        }
    }

    private void sleep(Question question, Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(question);
        }
    }

    private UncheckedIOException interrupted(Question question) {
        Thread.currentThread().interrupt();
        return new UncheckedIOException(new InterruptedIOException(sentence(question, "interrupted")));
    }

    private String sentence(Question question, String why) {
        return "Cannot %s in schema registry '%s': %s".formatted(question.action, registry, why);
    }

    private static String describe(HttpResponse<String> response) {
        String text = abridged(response.body());
        return response.statusCode() + (text.isEmpty() ? "" : " (" + text + ")");
    }

    private static String abridged(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
    }

    private static String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "its host is unknown";
            }
        }
        if (failure instanceof ConnectException || failure instanceof HttpTimeoutException) {
            return "it does not answer";
        }
        return ConnectionFailure.describe(failure).orElse(failure.toString());
    }

    /** Why an attempt failed, in words; there may be no exception. */
    private record Failure(String why, @Nullable Throwable cause) {
    }
}
