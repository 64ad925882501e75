package io.pravega.connectors.spark;

import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.options.WriteOptions;
import io.pravega.connectors.spark.read.PravegaScanBuilder;
import io.pravega.connectors.spark.read.ReadSchema;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.connectors.spark.write.PravegaWriteBuilder;
import java.util.EnumSet;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A stream as Spark sees it: something to read events from and to write events to. */
final class PravegaTable implements SupportsRead, SupportsWrite, SupportsMetadataColumns {

    private static final Set<TableCapability> CAPABILITIES = EnumSet.of(
            TableCapability.BATCH_READ, TableCapability.MICRO_BATCH_READ, TableCapability.BATCH_WRITE,
            TableCapability.STREAMING_WRITE, TableCapability.TRUNCATE, TableCapability.ACCEPT_ANY_SCHEMA);

    private final StreamId stream;
    private boolean knownToExist;

    PravegaTable(StreamId stream) {
        this.stream = stream;
    }

    @Override
    public String name() {
        return stream.toString();
    }

    @Override
    public StructType schema() {
        return ReadSchema.SCHEMA;
    }

    @Override
    public MetadataColumn[] metadataColumns() {
        return ReadSchema.METADATA_COLUMNS.clone();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        return new PravegaScanBuilder(ReadOptions.from(options));
    }

    /** A streaming query asks for a builder in every epoch, so the stream is looked for, and created, only once. */
    @Override
    public synchronized WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
        WriteOptions options = WriteOptions.from(info.options());
        WriteBuilder builder = new PravegaWriteBuilder(options, info);
        if (!knownToExist) {
            Streams.requireWritable(options);
            knownToExist = true;
        }
        return builder;
    }
}
