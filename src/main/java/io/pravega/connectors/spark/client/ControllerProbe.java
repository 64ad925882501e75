package io.pravega.connectors.spark.client;

import io.pravega.client.ClientConfig;
import io.pravega.client.control.impl.Controller;
import io.pravega.client.control.impl.ControllerImpl;
import io.pravega.client.control.impl.ControllerImplConfig;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/** Asks a controller for a sign of life, with less patience than a query has once it runs. */
final class ControllerProbe {

    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private ControllerProbe() {
    }

    /** @throws PravegaException when it does not answer, or not to these credentials */
    static void require(URI uri, ClientConfig config, ScheduledExecutorService executor) {
        Purpose purpose = new Purpose("connect to controller '%s'".formatted(uri), "to be known to it");
        // Pauses of 0.2, 0.4, 0.8 ... seconds: long enough for a controller that is just restarting.
        ControllerImplConfig impatient = ControllerImplConfig.builder().clientConfig(config)
                .initialBackoffMillis(200).backoffMultiple(2).maxBackoffMillis(4_000).retryAttempts(6)
                .timeoutMillis(PATIENCE.toMillis()).build();
        try (Controller controller = new ControllerImpl(impatient, executor)) {
            Failures.await(purpose, controller.checkScopeExists("_system").handle(ControllerProbe::answered)
                    .thenCompose(Function.identity()), PATIENCE);
        }
    }

    /** Permission denied is a good sign: it knows who asks. */
    private static CompletableFuture<Boolean> answered(Boolean exists, Throwable failure) {
        return failure == null || Failures.isPermissionDenied(failure) ? CompletableFuture.completedFuture(true)
                : CompletableFuture.failedFuture(failure);
    }
}
