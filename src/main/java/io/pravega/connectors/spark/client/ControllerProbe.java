package io.pravega.connectors.spark.client;

import io.pravega.client.ClientConfig;
import io.pravega.client.control.impl.Controller;
import io.pravega.client.control.impl.ControllerImpl;
import io.pravega.client.control.impl.ControllerImplConfig;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/** Asks a controller for a sign of life, with less patience than a query has once it runs. */
final class ControllerProbe {

    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private ControllerProbe() {
    }

    /** @throws PravegaException when it does not answer, or not to these credentials */
    static void require(URI uri, ClientConfig config, ScheduledExecutorService executor) {
        Purpose purpose = new Purpose("connect to controller '%s'".formatted(uri), "no permission at all");
        // Pauses of 0.2, 0.4, 0.8 ... seconds: long enough for a controller that is just restarting.
        ControllerImplConfig impatient = ControllerImplConfig.builder().clientConfig(config)
                .initialBackoffMillis(200).backoffMultiple(2).maxBackoffMillis(4_000).retryAttempts(6)
                .timeoutMillis(PATIENCE.toMillis()).build();
        try (Controller controller = new ControllerImpl(impatient, executor)) {
            // Whoever is known may ask this of any scope.
            Failures.await(purpose, controller.checkScopeExists("_system"), PATIENCE);
        }
    }
}
