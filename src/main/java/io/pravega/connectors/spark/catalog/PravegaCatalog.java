// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.StreamAdmin;
import io.pravega.connectors.spark.client.StreamDescription;
import io.pravega.connectors.spark.client.pool.PravegaClients;
import io.pravega.connectors.spark.options.CatalogOptions;
import io.pravega.connectors.spark.stream.StreamId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableSummary;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A Pravega cluster as a catalog: scopes are namespaces, streams are tables. Spark makes one for each
 * {@code spark.sql.catalog.<name>} and initializes it once. It implements what Spark 3.5 knows, so that one jar serves
 * all versions; {@link #listTableSummaries} is found by newer ones only.
 */
public final class PravegaCatalog implements TableCatalog, SupportsNamespaces, FunctionCatalog {

    private static final Pattern PLAIN_NAME = Pattern.compile("\\w+");

    private final ClientFactory clients = PravegaClients.SHARED;
    private String name;
    private CaseInsensitiveStringMap settings;
    private CatalogOptions options;

    /** Leaves the fields to {@link #initialize}, which Spark calls before anything else. */
    @SuppressWarnings("NullAway.Init")
    public PravegaCatalog() {
    }

    /**
     * Takes what stands behind {@code spark.sql.catalog.<name>.} in the session's configuration.
     *
     * @throws IllegalArgumentException when an option has a bad value
     */
    @Override
    public void initialize(String catalogName, CaseInsensitiveStringMap configured) {
        name = catalogName;
        settings = configured;
        options = CatalogOptions.from(configured);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String[] defaultNamespace() {
        return options.scope().stream().toArray(String[]::new);
    }

    // ---- Namespaces

    @Override
    public String[][] listNamespaces() {
        return ask(admin -> admin.scopes().stream().map(scope -> new String[] {scope}).toArray(String[][]::new));
    }

    /** Returns none, for no scope holds another. */
    @Override
    public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
        if (namespace.length == 0) {
            return listNamespaces();
        }
        requireScope(namespace);
        return new String[0][];
    }

    @Override
    public Map<String, String> loadNamespaceMetadata(String[] namespace) throws NoSuchNamespaceException {
        requireScope(namespace);
        return Map.of();
    }

    @Override
    public void createNamespace(String[] namespace, Map<String, String> metadata)
            throws NamespaceAlreadyExistsException {
        if (namespace.length != 1) {
            throw new IllegalArgumentException("Cannot create namespace %s: a scope has a name of one part"
                    .formatted(quoted(Stream.of(namespace))));
        }
        Set<String> unknown = new TreeSet<>(metadata.keySet());
        unknown.remove(SupportsNamespaces.PROP_OWNER);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("Cannot create namespace %s with properties %s: a scope has none"
                    .formatted(quoted(Stream.of(namespace)), unknown));
        }
        if (isScope(namespace)) {
            throw new NamespaceAlreadyExistsException(namespace);
        }
        ask(admin -> {
            admin.createScope(namespace[0]);
            return true;
        });
    }

    @Override
    public void alterNamespace(String[] namespace, NamespaceChange... changes) {
        throw new UnsupportedOperationException("Cannot alter namespace %s: a scope has no properties"
                .formatted(quoted(Stream.of(namespace))));
    }

    @Override
    public boolean dropNamespace(String[] namespace, boolean cascade)
            throws NoSuchNamespaceException, NonEmptyNamespaceException {
        requireScope(namespace);
        boolean dropped = ask(admin -> {
            if (cascade) {
                admin.deleteScope(namespace[0]);
                return true;
            }
            return admin.deleteEmptyScope(namespace[0]);
        });
        if (!dropped) {
            throw new NonEmptyNamespaceException(namespace);
        }
        return true;
    }

    private void requireScope(String[] namespace) throws NoSuchNamespaceException {
        if (!isScope(namespace)) {
            throw new NoSuchNamespaceException(namespace);
        }
    }

    private boolean isScope(String[] namespace) {
        return namespace.length == 1 && ask(admin -> admin.scopeExists(namespace[0]));
    }

    // ---- Tables

    @Override
    public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
        requireScope(namespace);
        return ask(admin -> admin.streams(namespace[0]).stream()
                .map(stream -> Identifier.of(namespace, stream.name())).toArray(Identifier[]::new));
    }

    /** Lists the tables for Spark 4.1 and newer, which otherwise loads each of them to learn its type. */
    public TableSummary[] listTableSummaries(String[] namespace) throws NoSuchNamespaceException {
        return Stream.of(listTables(namespace))
                .map(table -> TableSummary.of(table, TableSummary.FOREIGN_TABLE_TYPE)).toArray(TableSummary[]::new);
    }

    @Override
    public Table loadTable(Identifier table) throws NoSuchTableException {
        String[] parent = table.namespace();
        if (parent.length == 2) {
            Identifier stream = Identifier.of(new String[] {parent[0]}, parent[1]);
            return beside(load(stream, find(stream), Map.of()), table);
        }
        if (parent.length == 1 && table.name().equals(SideTables.COMMIT_LEDGER)) {
            return SideTables.ledger(clients, options.connection(), parent[0]);
        }
        return load(table, find(table), Map.of());
    }

    /**
     * Loads a stream up to a cut.
     *
     * @param version the text of a stream cut
     */
    @Override
    public Table loadTable(Identifier table, String version) throws NoSuchTableException {
        return load(table, find(table), Map.of("end_stream_cut", version));
    }

    /**
     * Loads a stream up to a time, as its marks tell it.
     *
     * @param timestamp in microseconds since 1970
     */
    @Override
    public Table loadTable(Identifier table, long timestamp) throws NoSuchTableException {
        Instant time = Instant.EPOCH.plus(timestamp, ChronoUnit.MICROS);
        return load(table, find(table), Map.of("end_time", time.toString()));
    }

    private static Table beside(StreamTable stream, Identifier table) throws NoSuchTableException {
        Optional<Table> found = stream.beside(table.name());
        if (found.isEmpty()) {
            throw new NoSuchTableException(table);
        }
        return found.get();
    }

    private StreamTable load(Identifier table, StreamDescription description, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        return new StreamTable(quoted(table), clients, options.connection(), stream(table), description, all);
    }

    private StreamDescription find(Identifier table) throws NoSuchTableException {
        if (table.namespace().length != 1) {
            throw new NoSuchTableException(table);
        }
        Optional<StreamDescription> found = ask(admin -> admin.describe(stream(table)));
        if (found.isEmpty()) {
            throw new NoSuchTableException(table);
        }
        return found.get();
    }

    private static StreamId stream(Identifier table) {
        return new StreamId(table.namespace()[0], table.name());
    }

    /** Creates the stream. Every later Spark's ways of creating a table lead to this one. */
    @Override
    @SuppressWarnings("deprecation")
    public Table createTable(Identifier table, StructType schema, Transform[] partitions,
            Map<String, String> properties) throws TableAlreadyExistsException, NoSuchNamespaceException {
        requireScope(table.namespace());
        StreamDescription wanted = NewStream.of(quoted(table), schema, partitions, properties);
        if (!ask(admin -> admin.createStream(stream(table), wanted))) {
            throw new TableAlreadyExistsException(table);
        }
        return load(table, wanted, Map.of());
    }

    @Override
    public Table alterTable(Identifier table, TableChange... changes) throws NoSuchTableException {
        StreamDescription wanted = AlteredStream.of(quoted(table), find(table), changes);
        ask(admin -> {
            admin.updateStream(stream(table), wanted);
            return true;
        });
        return loadTable(table);
    }

    @Override
    public boolean dropTable(Identifier table) {
        if (SideTables.contains(table)) {
            throw new UnsupportedOperationException("Cannot drop table %s: it tells of a stream or a scope and is none"
                    .formatted(quoted(table)));
        }
        if (table.namespace().length != 1) {
            return false;
        }
        return ask(admin -> {
            if (!admin.streamExists(stream(table))) {
                return false;
            }
            admin.deleteStream(stream(table));
            return true;
        });
    }

    @Override
    public void renameTable(Identifier table, Identifier other) {
        throw new UnsupportedOperationException("Cannot rename table %s: a stream keeps its name"
                .formatted(quoted(table)));
    }

    // ---- Functions

    @Override
    public Identifier[] listFunctions(String[] namespace) {
        return namespace.length == 0 ? new Identifier[] {Identifier.of(namespace, KeyBucket.NAME)} : new Identifier[0];
    }

    /** Finds the one function there is, with which Spark computes the distribution of a write. */
    @Override
    public UnboundFunction loadFunction(Identifier function) throws NoSuchFunctionException {
        if (function.namespace().length != 0 || !function.name().equals(KeyBucket.NAME)) {
            throw new NoSuchFunctionException(function);
        }
        return new KeyBucket();
    }

    private <T> T ask(Function<StreamAdmin, T> question) {
        try (PravegaClient client = clients.acquire(options.connection())) {
            return question.apply(client.admin());
        }
    }

    private String quoted(Identifier table) {
        return quoted(Stream.concat(Stream.of(table.namespace()), Stream.of(table.name())));
    }

    private String quoted(Stream<String> parts) {
        return Stream.concat(Stream.of(name), parts)
                .map(part -> PLAIN_NAME.matcher(part).matches() ? part : "`" + part.replace("`", "``") + "`")
                .collect(Collectors.joining("."));
    }
}
