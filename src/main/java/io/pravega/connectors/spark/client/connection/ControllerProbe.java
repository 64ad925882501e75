// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.grpc.Status;
import io.pravega.client.ClientConfig;
import io.pravega.client.control.impl.Controller;
import io.pravega.client.control.impl.ControllerImpl;
import io.pravega.client.control.impl.ControllerImplConfig;
import io.pravega.connectors.spark.client.PravegaException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;

/** The first call to a controller, with less patience than a query has once it runs. */
final class ControllerProbe {

    private static final Duration TIMEOUT = Duration.ofSeconds(25);

    /** What gRPC says when a server with TLS closes the connection on hearing plain text. */
    private static final String HUNG_UP = "Network closed for unknown reason";

    private ControllerProbe() {
    }

    /**
     * Waits for an answer.
     *
     * @throws PravegaException when it does not answer, or not to these credentials
     */
    static void require(URI uri, ClientConfig config, ScheduledExecutorService executor) {
        Purpose purpose = new Purpose("connect to controller '%s'".formatted(uri), "no permission at all");
        // Pauses of 0.2, 0.4, 0.8 ... seconds: long enough for a controller that is just restarting.
        ControllerImplConfig impatient = ControllerImplConfig.builder().clientConfig(config)
                .initialBackoffMillis(200).backoffMultiple(2).maxBackoffMillis(4_000).retryAttempts(6)
                .timeoutMillis(TIMEOUT.toMillis()).build();
        try (Controller controller = new ControllerImpl(impatient, executor)) {
            Failures.await(purpose, controller.checkScopeExists("_system").exceptionally(failure ->
                    judge(uri, config, failure)), TIMEOUT);
        }
    }

    private static boolean judge(URI uri, ClientConfig config, Throwable failure) {
        Status.Code code = Status.fromThrowable(failure).getCode();
        if (code == Status.Code.PERMISSION_DENIED) {
            // A refusal proves that the controller is up. Permission to look at this scope is not needed for anything.
            return true;
        }
        if (code == Status.Code.UNAUTHENTICATED && config.getCredentials() == null) {
            throw new PravegaException(("Cannot connect to controller '%s': it wants credentials, and none were given; "
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
