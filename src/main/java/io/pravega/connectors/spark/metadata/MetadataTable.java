// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.metadata;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.options.MetadataOptions;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A table whose rows are asked of the server when a query runs. */
public final class MetadataTable implements SupportsRead {

    private final ClientFactory clients;
    private final MetadataOptions options;
    private final Question question;
    private final StructType givenSchema;

    private MetadataTable(ClientFactory clients, MetadataOptions options, Question question, StructType givenSchema) {
        this.clients = clients;
        this.options = options;
        this.question = question;
        this.givenSchema = givenSchema;
    }

    public static MetadataTable of(ClientFactory clients, MetadataOptions options) {
        Question question = question(options);
        return new MetadataTable(clients, options, question, question.schema());
    }

    /** Returns a table that refuses to be read when the schema is not its own: a user may have set another. */
    public static MetadataTable of(ClientFactory clients, MetadataOptions options, StructType givenSchema) {
        return new MetadataTable(clients, options, question(options), givenSchema);
    }

    private static Question question(MetadataOptions options) {
        return switch (options.kind()) {
            case STREAMS -> new StreamNames(options.scope());
            case STREAM_INFO -> new HeadAndTail(stream(options));
            case SEGMENTS -> new StreamSegments(stream(options));
            case TRANSACTIONS -> new StreamTransactions(stream(options));
            case COMMIT_LEDGER -> new CommittedEpochs(options.scope());
        };
    }

    private static StreamId stream(MetadataOptions options) {
        return options.stream().orElseThrow();
    }

    @Override
    public String name() {
        return question.subject();
    }

    /** Returns the schema, from which Spark derives the columns in all versions. */
    @Override
    @SuppressWarnings("deprecation")
    public StructType schema() {
        return question.schema();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return EnumSet.of(TableCapability.BATCH_READ);
    }

    /** @throws IllegalArgumentException {@code Invalid schema …} */
    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap ignored) {
        requireOwnSchema();
        return () -> new LocalScan() {
            @Override
            public StructType readSchema() {
                return question.schema();
            }

            @Override
            public String description() {
                return question.subject();
            }

            @Override
            public InternalRow[] rows() {
                try (PravegaClient client = clients.acquire(options.connection())) {
                    return question.ask(client).stream().map(GenericInternalRow::new).toArray(InternalRow[]::new);
                }
            }
        };
    }

    private void requireOwnSchema() {
        if (!namesAndTypes(givenSchema).equals(namesAndTypes(question.schema()))) {
            throw new IllegalArgumentException("Invalid schema '%s': expected none or '%s', which metadata=%s has"
                    .formatted(givenSchema.toDDL(), question.schema().toDDL(), options.kind()));
        }
    }

    private static List<String> namesAndTypes(StructType schema) {
        return Arrays.stream(schema.fields())
                .map(field -> field.name().toLowerCase(Locale.ROOT) + " " + field.dataType().sql()).toList();
    }

    @Override
    public String toString() {
        return question.subject();
    }
}
