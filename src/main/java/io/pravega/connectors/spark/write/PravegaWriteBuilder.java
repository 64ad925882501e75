package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.options.WriteOptions;
import java.util.EnumSet;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.internal.connector.SupportsStreamingUpdateAsAppend;

/** Begins a write to a stream that exists. Takes the output modes append, update and complete. */
public final class PravegaWriteBuilder implements WriteBuilder, SupportsTruncate, SupportsStreamingUpdateAsAppend {

    private final WriteOptions options;
    private final LogicalWriteInfo info;
    private boolean truncate;

    public PravegaWriteBuilder(WriteOptions options, LogicalWriteInfo info) {
        this.options = options;
        this.info = info;
    }

    /** What a table with this sink can do. */
    public static Set<TableCapability> capabilities() {
        return EnumSet.of(TableCapability.BATCH_WRITE, TableCapability.STREAMING_WRITE, TableCapability.TRUNCATE,
                TableCapability.ACCEPT_ANY_SCHEMA);
    }

    @Override
    public WriteBuilder truncate() {
        truncate = true;
        return this;
    }

    /** @throws IllegalArgumentException when the frame has no column {@code event}, or one of another type */
    @Override
    public Write build() {
        return new PravegaWrite(options, RowLayout.of(info.schema()), info.queryId(), truncate);
    }
}
