// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.pravega.client.control.impl.Controller;
import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.connectors.spark.client.Clock;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.security.auth.AccessOperation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tokens with which a controller sends a client to the segments of a stream; one is good for many requests. They
 * are JSON web tokens, made by {@code io.pravega.shared.security.token.JsonWebToken}, and empty without authentication.
 *
 * <p>Pravega's own provider renews a token when it ends by the clock of this machine. If that is slow, stores refuse
 * requests until then. This one reads how long the token lives, by the clock of the controller that made it, and counts
 * from when it was asked for.
 */
public final class SegmentTokens implements DelegationTokenProvider {

    /** How long before its end a token is renewed, so that it is still good when it comes to the store. */
    private static final Duration MARGIN = Duration.ofSeconds(5);
    /** Keeps what is counted with within the range of a long. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(365);

    private final Supplier<CompletableFuture<String>> controller;
    private final Clock clock;
    private final AtomicReference<@Nullable CompletableFuture<Token>> latest = new AtomicReference<>();

    public SegmentTokens(Controller controller, StreamId stream, AccessOperation operation) {
        this(() -> controller.getOrRefreshDelegationTokenFor(stream.scope(), stream.name(), operation), Clock.SYSTEM);
    }

    SegmentTokens(Supplier<CompletableFuture<String>> controller, Clock clock) {
        this.controller = controller;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<String> retrieveToken() {
        CompletableFuture<Token> known = latest.get();
        if (known != null && isGood(known)) {
            return known.thenApply(Token::text);
        }
        CompletableFuture<Token> next = new CompletableFuture<>();
        if (!latest.compareAndSet(known, next)) {
            // Another thread was faster, and asks the controller.
            return retrieveToken();
        }
        long asked = clock.nanoTime();
        CompletableFuture<?> unused = OutageRetries.started(controller).thenApply(text -> token(text, asked))
                .whenComplete((token, failure) -> {
                    if (failure == null) {
                        next.complete(token);
                    } else {
                        next.completeExceptionally(failure);
                    }
                });
        return next.thenApply(Token::text);
    }

    /** Tells whether a token is under way, or has come and need not be renewed yet. */
    private boolean isGood(CompletableFuture<Token> token) {
        return !token.isDone() || (!token.isCompletedExceptionally() && !token.join().isOldAt(clock.nanoTime()));
    }

    /** Has the next caller ask the controller, because a store may have refused the token. */
    @Override
    public void signalTokenExpired() {
        CompletableFuture<Token> refused = latest.get();
        // Without authentication, there is nothing to refuse.
        if (refused != null && refused.isDone()
                && (refused.isCompletedExceptionally() || !refused.join().text().isEmpty())) {
            latest.compareAndSet(refused, null);
        }
    }

    /** Takes no token from others: nobody knows when they were made. */
    @Override
    public boolean populateToken(String token) {
        return false;
    }

    private static Token token(String text, long asked) {
        String[] parts = text.split("\\.", -1);
        Duration life = parts.length == 3 ? life(parts[1]) : null;
        if (life == null) {
            return new Token(text, asked, Long.MAX_VALUE);
        }
        Duration margin = Collections.min(List.of(MARGIN, life.dividedBy(2)));
        return new Token(text, asked, life.minus(margin).toNanos());
    }

    /** Returns for how long a token is good; null if it has no end, or nobody can tell. */
    private static @Nullable Duration life(String body) {
        try {
            JsonObject claims = JsonParser.parseString(
                    new String(Base64.getUrlDecoder().decode(body), StandardCharsets.UTF_8)).getAsJsonObject();
            return claims.has("exp") && claims.has("iat") ? Collections.min(List.of(LONGEST_LIFE,
                    Duration.ofSeconds(claims.get("exp").getAsLong() - claims.get("iat").getAsLong()))) : null;
        } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException
                | JsonParseException e) {
            // A controller with tokens of another kind: the store refuses one that has ended.
            return null;
        }
    }

    /** @param goodFor in ns, from when it was asked for */
    private record Token(String text, long asked, long goodFor) {

        private boolean isOldAt(long now) {
            return now - asked >= goodFor;
        }
    }
}
