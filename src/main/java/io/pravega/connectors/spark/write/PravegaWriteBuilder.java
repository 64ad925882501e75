// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.options.FormatOptions;
import io.pravega.connectors.spark.options.WriteOptions;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.internal.connector.SupportsStreamingUpdateAsAppend;

/** A builder of writes to a stream that exists. It takes the output modes append, update and complete. */
public final class PravegaWriteBuilder implements WriteBuilder, SupportsTruncate, SupportsStreamingUpdateAsAppend {

    private final ClientFactory clients;
    private final WriteOptions options;
    private final RowLayout layout;
    private final String queryId;
    private final LastCommit lastCommit;
    private boolean truncate;

    /**
     * @param format what rows become
     * @param lastCommit is told of each commit
     * @throws IllegalArgumentException when the frame has no column {@code event}, or one of another type, or its
     *     columns are none of the format's
     */
    public PravegaWriteBuilder(ClientFactory clients, WriteOptions options, FormatOptions format,
            LogicalWriteInfo info, LastCommit lastCommit) {
        this.clients = clients;
        this.options = options;
        this.layout = RowLayout.of(info.schema(), format);
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
        return new PravegaWrite(clients, options, layout, queryId, truncate, lastCommit);
    }
}
