// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.grpc.ManagedChannelBuilder;
import io.grpc.NameResolver;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.pravega.client.ClientConfig;
import io.pravega.client.control.impl.ControllerImpl;
import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The channel to the controllers. It is made as Pravega's client makes it, except that a connection on which a call
 * waits is tested after 10 s instead of 6 min: the calls go round all controllers that are connected, and one that is
 * paused or cut off must be left out. A controller that answers in time is never sent such a test.
 */
final class ControllerChannel {

    /** How long a controller may take to answer one call. */
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    private static final long TEST_AFTER_SECONDS = 10;
    private static final long TEST_TIMEOUT_SECONDS = 5;

    private ControllerChannel() {
    }

    @SuppressWarnings("deprecation") // nameResolverFactory; Pravega's resolver is of this kind
    static ManagedChannelBuilder<?> builder(ClientConfig config, ScheduledExecutorService executor) {
        return NettyChannelBuilder.forTarget(config.getControllerURI().toString())
                .nameResolverFactory(resolverFactory(executor))
                .defaultLoadBalancingPolicy("round_robin")
                .directExecutor()
                .keepAliveTime(TEST_AFTER_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(TEST_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Returns the resolver that knows Pravega's addresses and asks controllers for each other. Its class is not public,
     * hence reflection; without it, neither several controllers nor their discovery would work.
     */
    private static NameResolver.Factory resolverFactory(ScheduledExecutorService executor) {
        try {
            Constructor<?> constructor = Class.forName(
                            ControllerImpl.class.getPackageName() + ".ControllerResolverFactory", true,
                            ControllerImpl.class.getClassLoader())
                    .getDeclaredConstructor(ScheduledExecutorService.class);
            constructor.setAccessible(true);
            return (NameResolver.Factory) constructor.newInstance(executor);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot make a channel to the controllers: " + e, e);
        }
    }
}
