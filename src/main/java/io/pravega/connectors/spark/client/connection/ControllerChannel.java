// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.pravega.client.ClientConfig;
import io.pravega.client.control.impl.ControllerImpl;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The channel to the controllers. It is made as Pravega's client makes it, except that it connects anew when a call was
 * not answered in time. The calls go round all controllers that are connected, and one that is paused or cut off stays
 * connected; but it does not complete a new connection, and so it is left out until it is back. Besides, the refusal of
 * a lease becomes one that the client does not take for an outage.
 *
 * <p>gRPC's own test of connections is of no use here: controllers refuse one that comes more often than every 5 min.
 */
final class ControllerChannel implements ClientInterceptor {

    /** How long a controller may take to answer one call. */
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    /** What a controller says of a lease. Pravega's client would repeat the call for as long as an outage may last. */
    private static final String LEASE_TOO_LONG = "lease value too large";
    /** As in Pravega's client. */
    private static final long KEEP_ALIVE_MINUTES = 6;

    private final AtomicReference<ManagedChannel> channel = new AtomicReference<>();
    private final AtomicLong nextReconnect = new AtomicLong(System.nanoTime());

    @SuppressWarnings("deprecation") // nameResolverFactory; Pravega's resolver is of this kind
    ManagedChannelBuilder<?> builder(ClientConfig config, ScheduledExecutorService executor) {
        return NettyChannelBuilder.forTarget(config.getControllerURI().toString())
                .nameResolverFactory(resolverFactory(executor))
                .defaultLoadBalancingPolicy("round_robin")
                .directExecutor()
                .keepAliveTime(KEEP_ALIVE_MINUTES, TimeUnit.MINUTES)
                .intercept(this);
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

    /**
     * Takes the channel that the client made. The client does not give it away, hence reflection; its constructor takes
     * no channel, only a builder of a final class.
     */
    void connect(ControllerImpl client) {
        try {
            Field field = ControllerImpl.class.getDeclaredField("channel");
            field.setAccessible(true);
            channel.set((ManagedChannel) field.get(client));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot make a channel to the controllers: " + e, e);
        }
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(ClientCall.Listener<A> listener, Metadata headers) {
                super.start(new SimpleForwardingClientCallListener<>(listener) {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
                            reconnect();
                        }
                        super.onClose(isLeaseTooLong(status)
                                ? Status.OUT_OF_RANGE.withDescription(status.getDescription()) : status, trailers);
                    }
                }, headers);
            }
        };
    }

    /** Whether the controller grants no lease as long as that, which it says as if it did not know what had failed. */
    private static boolean isLeaseTooLong(Status status) {
        return status.getCode() == Status.Code.UNKNOWN
                && String.valueOf(status.getDescription()).contains(LEASE_TOO_LONG);
    }

    /** Connects anew; calls under way go on. Calls that hang together have one such effect. */
    private void reconnect() {
        long now = System.nanoTime();
        long next = nextReconnect.get();
        ManagedChannel late = channel.get();
        if (late != null && now - next >= 0
                && nextReconnect.compareAndSet(next, now + CALL_TIMEOUT.dividedBy(2).toNanos())) {
            late.enterIdle();
        }
    }
}
