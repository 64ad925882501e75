// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.grpc.Status;
import io.pravega.client.ClientConfig;
import io.pravega.client.control.impl.Controller;
import io.pravega.client.control.impl.ControllerImpl;
import io.pravega.client.control.impl.ControllerImplConfig;
import io.pravega.connectors.spark.client.Clock;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.RefusedException;
import io.pravega.connectors.spark.client.Retries;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;

/** The first call to a controller, with less patience than a query has once it runs. */
final class ControllerProbe {

    private static final Duration LONGEST = Duration.ofSeconds(20);
    /** What the last attempt gets, too. */
    private static final Duration SHORTEST = Duration.ofSeconds(2);

    /** What gRPC says when a server with TLS closes the connection on hearing plain text. */
    private static final String HUNG_UP = "Network closed for unknown reason";

    private ControllerProbe() {
    }

    /**
     * Waits for an answer. A controller that cannot be reached may be just restarting, so that this is tried again and
     * again, each time on a channel of its own: gRPC waits ever longer before it connects the same one anew.
     *
     * @param patience how long a query would wait
     * @throws PravegaException when it does not answer, or not to these credentials
     */
    static void require(URI uri, ClientConfig config, Duration patience, ScheduledExecutorService executor) {
        Duration limit = Collections.min(List.of(patience, LONGEST));
        long end = System.nanoTime() + limit.toNanos();
        Retries retries = new Retries(Clock.SYSTEM, limit);
        while (true) {
            try {
                Duration left = Duration.ofNanos(end - System.nanoTime());
                ask(uri, config, Collections.max(List.of(left, SHORTEST)), executor);
                return;
            } catch (RefusedException e) {
                throw e;
            } catch (PravegaException e) {
                if (!retries.pause()) {
                    throw e;
                }
            }
        }
    }

    private static void ask(URI uri, ClientConfig config, Duration limit, ScheduledExecutorService executor) {
        Purpose purpose = new Purpose("connect to controller '%s'".formatted(uri), "no permission at all");
        ControllerImplConfig once = ControllerImplConfig.builder().clientConfig(config).retryAttempts(1)
                .timeoutMillis(limit.toMillis()).build();
        try (Controller controller = new ControllerImpl(once, executor)) {
            Failures.await(purpose, controller.checkScopeExists("_system").exceptionally(failure ->
                    judge(uri, config, failure)), limit);
        }
    }

    private static boolean judge(URI uri, ClientConfig config, Throwable failure) {
        Status.Code code = Status.fromThrowable(failure).getCode();
        if (code == Status.Code.PERMISSION_DENIED) {
            // A refusal proves that the controller is up. Permission to look at this scope is not needed for anything.
            return true;
        }
        if (code == Status.Code.UNAUTHENTICATED && config.getCredentials() == null) {
            throw new RefusedException(("Cannot connect to controller '%s': it wants credentials, and none were given; "
                    + "see the options that begin with auth_").formatted(uri), failure);
        }
        if (code == Status.Code.UNAVAILABLE && !config.isEnableTls()
                && String.valueOf(failure.getMessage()).contains(HUNG_UP)) {
            throw new PravegaException(("Cannot connect to controller '%s': it does not speak plain text on this port; "
                    + "a server with TLS has a tls:// address").formatted(uri), failure);
        }
        throw new CompletionException(failure);
    }
}
