// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.pool;

import io.pravega.client.control.impl.Controller;
import io.pravega.client.stream.RetentionPolicy;
import io.pravega.client.stream.ScalingPolicy;
import io.pravega.client.stream.Stream;
import io.pravega.client.stream.StreamConfiguration;
import io.pravega.connectors.spark.client.StreamAdmin;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.client.read.Cuts;
import io.pravega.connectors.spark.options.StreamCreationOptions;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.NameUtils;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Scopes and streams, as the controller knows them. */
final class RemoteAdmin implements StreamAdmin {

    private final Connection connection;
    private final Controller controller;

    RemoteAdmin(Connection connection) {
        this.connection = connection;
        this.controller = connection.controller();
    }

    @Override
    public boolean scopeExists(String scope) {
        return connection.await(Purpose.readingScope(scope, "find scope " + scope), controller.checkScopeExists(scope));
    }

    @Override
    public boolean streamExists(StreamId stream) {
        return connection.await(Purpose.reading(stream, "find stream " + stream),
                controller.checkStreamExists(stream.scope(), stream.name()));
    }

    @Override
    public void createScope(String scope) {
        checkName("scope", scope, NameUtils::validateUserScopeName);
        // False when it exists already, whoever was faster.
        connection.await(new Purpose("create scope " + scope, "write permission on all scopes (prn::/)"),
                controller.createScope(scope));
    }

    @Override
    public void createStream(StreamId stream, StreamCreationOptions options) {
        checkName("stream", stream.name(), NameUtils::validateUserStreamName);
        connection.await(Purpose.writingScope(stream.scope(), "create stream " + stream),
                controller.createStream(stream.scope(), stream.name(), configuration(options)));
    }

    private static StreamConfiguration configuration(StreamCreationOptions options) {
        return StreamConfiguration.builder().scalingPolicy(scaling(options)).retentionPolicy(retention(options))
                .build();
    }

    private static ScalingPolicy scaling(StreamCreationOptions options) {
        if (options.targetRateKBytes().isPresent()) {
            return ScalingPolicy.byDataRate(options.targetRateKBytes().getAsInt(), options.scaleFactor(),
                    options.segments());
        }
        if (options.targetRateEvents().isPresent()) {
            return ScalingPolicy.byEventRate(options.targetRateEvents().getAsInt(), options.scaleFactor(),
                    options.segments());
        }
        return ScalingPolicy.fixed(options.segments());
    }

    private static @Nullable RetentionPolicy retention(StreamCreationOptions options) {
        if (options.retentionTime().isPresent()) {
            return RetentionPolicy.byTime(options.retentionTime().get());
        }
        return options.retentionBytes().isPresent()
                ? RetentionPolicy.bySizeBytes(options.retentionBytes().getAsLong()) : null;
    }

    private static void checkName(String kind, String name, Consumer<String> rule) {
        try {
            rule.accept(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Invalid %s '%s': expected at most 255 of a-z, A-Z, 0-9, '.' and '-'"
                    .formatted(kind, name), e);
        }
    }

    @Override
    public List<StreamId> streams(String scope) {
        List<Stream> all = Collections.synchronizedList(new ArrayList<>());
        connection.await(Purpose.readingScope(scope, "list the streams of scope " + scope),
                controller.listStreams(scope).forEachRemaining(all::add, connection.executor()));
        return all.stream().filter(RemoteAdmin::isUsers).map(stream -> new StreamId(scope, stream.getStreamName()))
                .sorted(Comparator.comparing(StreamId::name)).toList();
    }

    /** Pravega keeps marks and reader groups in streams of its own, whose names begin with an underscore. */
    private static boolean isUsers(Stream stream) {
        return !stream.getStreamName().startsWith(NameUtils.INTERNAL_NAME_PREFIX);
    }

    @Override
    public void truncate(StreamId stream, Cut cut) {
        connection.await(Purpose.writing(stream, "truncate stream %s at %s".formatted(stream, cut)),
                controller.truncateStream(stream.scope(), stream.name(), Cuts.toPravega(cut)));
    }
}
