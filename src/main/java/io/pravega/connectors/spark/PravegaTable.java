// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.format.TypedFormat;
import io.pravega.connectors.spark.options.FormatOptions;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.read.PravegaScanBuilder;
import io.pravega.connectors.spark.read.rows.Column;
import io.pravega.connectors.spark.write.LastCommit;
import io.pravega.connectors.spark.write.PravegaWriteBuilder;
import io.pravega.connectors.spark.write.TargetStream;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.ReportsSinkMetrics;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A stream as a table, whose rows are events. */
public final class PravegaTable implements SupportsRead, SupportsWrite, SupportsMetadataColumns, ReportsSinkMetrics {

    private static final Set<TableCapability> CAPABILITIES = EnumSet.of(
            TableCapability.BATCH_READ, TableCapability.MICRO_BATCH_READ, TableCapability.BATCH_WRITE,
            TableCapability.STREAMING_WRITE, TableCapability.TRUNCATE, TableCapability.ACCEPT_ANY_SCHEMA);

    private final ClientFactory clients;
    private final StructType givenSchema;
    private final CaseInsensitiveStringMap properties;
    private final ReadOptions read;
    private final WriteOptions write;
    private final FormatOptions format;
    private final LastCommit lastCommit = new LastCommit();
    private boolean knownToExist;

    /**
     * Parses all options, for reading and for writing, so that a bad one is refused before the query starts.
     *
     * @param givenSchema of a read, what the user set or else this table's; of a write, the frame's
     * @param properties the options and the session configuration
     */
    public PravegaTable(ClientFactory clients, StructType givenSchema, CaseInsensitiveStringMap properties) {
        this.clients = clients;
        this.givenSchema = givenSchema;
        this.properties = properties;
        this.write = WriteOptions.from(properties);
        this.read = ReadOptions.from(properties);
        this.format = FormatOptions.from(properties);
    }

    @Override
    public String name() {
        return read.streams().toString();
    }

    /** Returns the schema, from which Spark derives the columns in all versions. */
    @Override
    @SuppressWarnings("deprecation")
    public StructType schema() {
        return typed(format).map(TypedFormat::schema).orElseGet(() -> Column.schema(read));
    }

    private Optional<TypedFormat> typed(FormatOptions options) {
        return TypedFormat.of(options, givenSchema);
    }

    @Override
    public MetadataColumn[] metadataColumns() {
        return typed(format).map(typed -> Column.metadataBeside(typed.schema(), read))
                .orElseGet(() -> Column.metadataColumns(read));
    }

    @Override
    public Set<TableCapability> capabilities() {
        return CAPABILITIES;
    }

    /**
     * Refuses a schema that the user set and that the events do not have: only here is it known to be one to read with.
     *
     * @throws IllegalArgumentException {@code Invalid schema …}
     */
    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        CaseInsensitiveStringMap all = withProperties(options);
        boolean known = all.equals(properties);
        Optional<TypedFormat> typed = typed(known ? format : FormatOptions.from(all));
        if (typed.isEmpty()) {
            Column.requireSchema(givenSchema, read);
        }
        return new PravegaScanBuilder(clients, known ? read : ReadOptions.from(all), typed);
    }

    /** Looks for the stream, and creates it, only once: a streaming query asks for a builder in every epoch. */
    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
        return newWriteBuilder(info, info.schema(), false);
    }

    /**
     * Does the same for a frame whose columns have other names than the connector expects.
     *
     * @param written the frame's schema, with the names by which Spark knows its columns
     * @param inCatalog whether Spark reaches the table by a catalog, and the functions of that catalog, too
     */
    public synchronized WriteBuilder newWriteBuilder(LogicalWriteInfo info, StructType written, boolean inCatalog) {
        CaseInsensitiveStringMap all = withProperties(info.options());
        boolean known = all.equals(properties);
        WriteOptions options = known ? write : WriteOptions.from(all);
        WriteBuilder builder = new PravegaWriteBuilder(clients, options, known ? format : FormatOptions.from(all),
                info, lastCommit, written, inCatalog);
        if (!knownToExist) {
            TargetStream.requireWritable(clients, options);
            knownToExist = true;
        }
        return builder;
    }

    /** Returns the metrics of the last epoch that a streaming query wrote. */
    @Override
    public Map<String, String> metrics() {
        return lastCommit.metrics();
    }

    /** Adds the table's own properties: Spark gives a streaming write its options without the session configuration. */
    private CaseInsensitiveStringMap withProperties(CaseInsensitiveStringMap options) {
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(options);
        return new CaseInsensitiveStringMap(all);
    }

    @Override
    public String toString() {
        return "pravega stream " + read.streams();
    }
}
