// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.options.FormatOptions;
import io.pravega.connectors.spark.options.WriteOptions;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.internal.connector.SupportsStreamingUpdateAsAppend;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** A builder of writes to streams that exist. It takes the output modes append, update and complete. */
public final class PravegaWriteBuilder implements WriteBuilder, SupportsTruncate, SupportsStreamingUpdateAsAppend {

    private final ClientFactory clients;
    private final WriteOptions options;
    private final StructType written;
    private final boolean inCatalog;
    private final RowLayout layout;
    private final String queryId;
    private final LastCommit lastCommit;
    private boolean truncate;

    /**
     * @param format what rows become
     * @param lastCommit is told of each commit
     * @param written the frame's schema with the names by which Spark knows its columns
     * @param inCatalog whether Spark can call the functions of the connector's catalog
     * @throws IllegalArgumentException when the frame has no column {@code event}, or one of another type, or its
     *     columns are none of the format's
     */
    public PravegaWriteBuilder(ClientFactory clients, WriteOptions options, FormatOptions format,
            LogicalWriteInfo info, LastCommit lastCommit, StructType written, boolean inCatalog) {
        this.clients = clients;
        this.options = options;
        this.written = written;
        this.inCatalog = inCatalog;
        this.layout = RowLayout.of(info.schema(), format, options.eventTimeColumn(), options.streams());
        this.queryId = info.queryId();
        this.lastCommit = lastCommit;
    }

    @Override
    public WriteBuilder truncate() {
        truncate = true;
        return this;
    }

    @Override
    public Write build() {
        PravegaWrite write = new PravegaWrite(clients, options, layout, queryId, truncate, lastCommit);
        if (!options.distributeByRoutingKey()) {
            return write;
        }
        return inCatalog && hasTextKey() ? DistributedWrite.bySegment(write, layout, written, segments())
                : DistributedWrite.byKey(write, layout, written);
    }

    /** Tells whether the key is a string as it stands; the catalog's function takes no other. */
    private boolean hasTextKey() {
        return layout.routingKey() < 0 || written.fields()[layout.routingKey()].dataType() instanceof StringType;
    }

    private int segments() {
        try (PravegaClient client = clients.acquire(options.connection())) {
            return client.directory(options.stream()).tail().segments().size();
        }
    }
}
