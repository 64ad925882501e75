// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.pool;

import io.pravega.client.admin.KeyValueTableInfo;
import io.pravega.client.control.impl.Controller;
import io.pravega.client.stream.Stream;
import io.pravega.client.stream.StreamConfiguration;
import io.pravega.common.util.AsyncIterator;
import io.pravega.connectors.spark.client.StreamAdmin;
import io.pravega.connectors.spark.client.StreamDescription;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.Failures;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.client.connection.TableTokenController;
import io.pravega.connectors.spark.client.read.Cuts;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.NameUtils;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
    public boolean deleteEmptyScope(String scope) {
        Purpose purpose = Purpose.writingScope(scope, "delete scope " + scope);
        List<Stream> streams = all(purpose, controller.listStreams(scope));
        List<KeyValueTableInfo> tables = all(purpose, controller.listKeyValueTables(scope));
        if (!streams.isEmpty() || tables.stream().anyMatch(table -> !isLedger(table))) {
            return false;
        }
        for (KeyValueTableInfo ledger : tables) {
            connection.await(purpose, controller.deleteKeyValueTable(scope, ledger.getKeyValueTableName()));
        }
        connection.await(purpose, controller.deleteScope(scope));
        return true;
    }

    private static boolean isLedger(KeyValueTableInfo table) {
        return table.getKeyValueTableName().equals(TableTokenController.LEDGER_TABLE);
    }

    @Override
    public void deleteScope(String scope) {
        connection.await(new Purpose("delete scope " + scope, "write permission on all scopes (prn::/)"),
                controller.deleteScopeRecursive(scope));
    }

    @Override
    public List<String> scopes() {
        return all(new Purpose("list the scopes", "read permission on all scopes (prn::/)"), controller.listScopes())
                .stream().filter(RemoteAdmin::isUsers).sorted().toList();
    }

    @Override
    public boolean createStream(StreamId stream, StreamDescription description) {
        checkName("stream", stream.name(), NameUtils::validateUserStreamName);
        return connection.await(Purpose.writingScope(stream.scope(), "create stream " + stream),
                controller.createStream(stream.scope(), stream.name(), StreamConfigurations.of(description)));
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
        return all(Purpose.readingScope(scope, "list the streams of scope " + scope), controller.listStreams(scope))
                .stream().map(Stream::getStreamName).filter(RemoteAdmin::isUsers).sorted()
                .map(name -> new StreamId(scope, name)).toList();
    }

    private <T> List<T> all(Purpose purpose, AsyncIterator<T> pages) {
        List<T> all = Collections.synchronizedList(new ArrayList<>());
        connection.await(purpose, pages.forEachRemaining(all::add, connection.executor()));
        return all;
    }

    /** Pravega keeps marks and reader groups in streams of its own, whose names begin with an underscore. */
    private static boolean isUsers(String name) {
        return !name.startsWith(NameUtils.INTERNAL_NAME_PREFIX);
    }

    @Override
    public void truncate(StreamId stream, Cut cut) {
        connection.await(Purpose.writing(stream, "truncate stream %s at %s".formatted(stream, cut)),
                controller.truncateStream(stream.scope(), stream.name(), Cuts.toPravega(cut)));
    }

    @Override
    public Optional<StreamDescription> describe(StreamId stream) {
        Purpose purpose = Purpose.reading(stream, "describe stream " + stream);
        return connection.await(purpose, controller.getStreamConfiguration(stream.scope(), stream.name())
                .handle((found, failure) -> {
                    if (failure == null) {
                        return Optional.of(found);
                    }
                    if (Failures.isNotFound(failure)) {
                        return Optional.<StreamConfiguration>empty();
                    }
                    throw Failures.translate(purpose, failure);
                })).map(StreamConfigurations::describe);
    }

    @Override
    public void updateStream(StreamId stream, StreamDescription description) {
        Purpose purpose = Purpose.writing(stream, "update stream " + stream);
        StreamConfiguration before = connection.await(purpose,
                controller.getStreamConfiguration(stream.scope(), stream.name()));
        connection.await(purpose, controller.updateStream(stream.scope(), stream.name(),
                StreamConfigurations.changed(before, description)));
    }

    @Override
    public void deleteStream(StreamId stream) {
        Purpose purpose = Purpose.writing(stream, "delete stream " + stream);
        connection.await(purpose, controller.sealStream(stream.scope(), stream.name()));
        connection.await(purpose, controller.deleteStream(stream.scope(), stream.name()));
    }
}
