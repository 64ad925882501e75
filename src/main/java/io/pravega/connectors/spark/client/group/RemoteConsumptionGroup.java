// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.group;

import io.pravega.client.admin.impl.ReaderGroupManagerImpl;
import io.pravega.client.control.impl.Controller;
import io.pravega.client.stream.ReaderGroupConfig;
import io.pravega.client.stream.ReaderGroupConfig.StreamDataRetention;
import io.pravega.client.stream.ReaderGroupNotFoundException;
import io.pravega.client.stream.Stream;
import io.pravega.client.stream.impl.ClientFactoryImpl;
import io.pravega.connectors.spark.client.ConsumptionGroup;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.Failures;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.client.read.Cuts;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.NameUtils;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A reader group without readers, which the controller counts among the stream's subscribers. Its configuration is
 * asked for with each release: others may change the group, or delete it and create it again.
 */
public final class RemoteConsumptionGroup implements ConsumptionGroup {

    /** What the controller's client says of a cut that lies before the last one, or is none of the stream. */
    private static final String CUT_REFUSED = "StreamCut not valid";

    private final Connection connection;
    private final Controller controller;
    private final StreamId stream;
    private final String name;

    private RemoteConsumptionGroup(Connection connection, StreamId stream, String name) {
        this.connection = connection;
        this.controller = connection.controller();
        this.stream = stream;
        this.name = name;
    }

    /**
     * Finds the group in the stream's scope, or creates it.
     *
     * @throws IllegalArgumentException {@code Cannot use retention_group …} when the name is that of a group of another
     *     kind
     */
    public static ConsumptionGroup open(Connection connection, StreamId stream, String name) {
        RemoteConsumptionGroup group = new RemoteConsumptionGroup(connection, stream, name);
        Purpose purpose = Purpose.readingScope(stream.scope(),
                "use retention_group %s with stream %s".formatted(name, stream));
        Optional<ReaderGroupConfig> found = connection.await(purpose, group.find());
        if (found.isEmpty()) {
            // The controller does not say so, and its client repeats the call as long as a controller may be away.
            if (!connection.await(purpose, group.controller.checkStreamExists(stream.scope(), stream.name()))) {
                throw new PravegaException("Cannot %s: it does not exist".formatted(purpose.action()), null);
            }
            connection.await(purpose, CompletableFuture.runAsync(group::create, RemoteConsumptionGroup::onOwnThread));
            found = connection.await(purpose, group.find());
        }
        group.requireSubscriber(found.orElseThrow());
        return group;
    }

    /** Runs what waits for the server. */
    private static void onOwnThread(Runnable work) {
        Thread thread = new Thread(work, "pravega-create-reader-group");
        thread.setDaemon(true);
        thread.start();
    }

    /** Creates the group as Pravega's own client does, whose ways to look at it and to delete it then work. */
    private void create() {
        ReaderGroupConfig config = ReaderGroupConfig.builder()
                .stream(Stream.of(stream.scope(), stream.name())).disableAutomaticCheckpoints()
                .retentionType(StreamDataRetention.MANUAL_RELEASE_AT_USER_STREAMCUT).build();
        // Neither is closed: that would close the shared controller and pool.
        new ReaderGroupManagerImpl(stream.scope(), controller,
                new ClientFactoryImpl(stream.scope(), controller, connection.requestPool()))
                .createReaderGroup(name, config);
    }

    private CompletableFuture<Optional<ReaderGroupConfig>> find() {
        return controller.getReaderGroupConfig(stream.scope(), name).thenApply(Optional::of)
                .exceptionallyCompose(failure -> Failures.unwrap(failure) instanceof ReaderGroupNotFoundException
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : CompletableFuture.failedFuture(failure));
    }

    private void requireSubscriber(ReaderGroupConfig config) {
        if (config.getRetentionType() != StreamDataRetention.MANUAL_RELEASE_AT_USER_STREAMCUT) {
            throw new IllegalArgumentException(("Cannot use retention_group %s with stream %s: a reader group of this "
                    + "name exists, and its retention is %s instead of MANUAL_RELEASE_AT_USER_STREAMCUT; choose "
                    + "another name").formatted(name, stream, config.getRetentionType()));
        }
        if (!config.getStartingStreamCuts().containsKey(Stream.of(stream.scope(), stream.name()))) {
            throw new IllegalArgumentException(("Cannot use retention_group %s with stream %s: a reader group of this "
                    + "name exists, and is one of %s; choose another name").formatted(name, stream,
                    config.getStartingStreamCuts().keySet().stream().map(Stream::getScopedName).sorted().toList()));
        }
    }

    @Override
    public CompletableFuture<Void> release(Cut cut) {
        Purpose purpose = Purpose.writing(stream, "release stream %s up to %s for retention_group %s"
                .formatted(stream, cut, name));
        return find().thenCompose(found -> found.map(config -> release(cut, config))
                        .orElseGet(() -> CompletableFuture.failedFuture(new PravegaException(
                                "Cannot %s: the group was deleted".formatted(purpose.action()), null))))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(explained(purpose, failure)));
    }

    private CompletableFuture<Void> release(Cut cut, ReaderGroupConfig config) {
        return controller.updateSubscriberStreamCut(stream.scope(), stream.name(),
                NameUtils.getScopedReaderGroupName(stream.scope(), name), config.getReaderGroupId(),
                config.getGeneration(), Cuts.toPravega(cut)).thenAccept(done -> { });
    }

    private static RuntimeException explained(Purpose purpose, Throwable failure) {
        String text = String.valueOf(Failures.unwrap(failure).getMessage());
        return text.startsWith(CUT_REFUSED)
                ? new PravegaException(("Cannot %s: the group released a later position before; what lies between the "
                        + "two may be truncated any time").formatted(purpose.action()), failure)
                : Failures.translate(purpose, failure);
    }
}
