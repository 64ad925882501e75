// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark;

import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.read.PravegaScanBuilder;
import io.pravega.connectors.spark.read.ReadSchema;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.connectors.spark.write.CommitProgress;
import io.pravega.connectors.spark.write.PravegaWriteBuilder;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
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

/** A stream as Spark sees it: something to read events from and to write events to. */
final class PravegaTable implements SupportsRead, SupportsWrite, SupportsMetadataColumns, ReportsSinkMetrics {

    private static final Set<TableCapability> CAPABILITIES = EnumSet.of(
            TableCapability.BATCH_READ, TableCapability.MICRO_BATCH_READ, TableCapability.BATCH_WRITE,
            TableCapability.STREAMING_WRITE, TableCapability.TRUNCATE, TableCapability.ACCEPT_ANY_SCHEMA);

    private final StreamId stream;
    private final CaseInsensitiveStringMap properties;
    private final CommitProgress commits = new CommitProgress();
    private boolean knownToExist;

    /** @param properties the options and the session configuration */
    PravegaTable(StreamId stream, CaseInsensitiveStringMap properties) {
        this.stream = stream;
        this.properties = properties;
    }

    @Override
    public String name() {
        return stream.toString();
    }

    /** Spark derives the columns from it, in all versions. */
    @Override
    @SuppressWarnings("deprecation")
    public StructType schema() {
        return ReadSchema.SCHEMA;
    }

    @Override
    public MetadataColumn[] metadataColumns() {
        return ReadSchema.metadataColumns();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        return new PravegaScanBuilder(ReadOptions.from(withProperties(options)));
    }

    /** A streaming query asks for a builder in every epoch, so the stream is looked for, and created, only once. */
    @Override
    public synchronized WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
        WriteOptions options = WriteOptions.from(withProperties(info.options()));
        WriteBuilder builder = new PravegaWriteBuilder(options, info, commits);
        if (!knownToExist) {
            Streams.requireWritable(options);
            knownToExist = true;
        }
        return builder;
    }

    /** Of the last epoch that a streaming query wrote. */
    @Override
    public Map<String, String> metrics() {
        return commits.metrics();
    }

    /** A streaming write comes with its own options only, without the session configuration that made the table. */
    private CaseInsensitiveStringMap withProperties(CaseInsensitiveStringMap options) {
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(options);
        return new CaseInsensitiveStringMap(all);
    }

    @Override
    public String toString() {
        return "pravega stream " + stream;
    }
}
