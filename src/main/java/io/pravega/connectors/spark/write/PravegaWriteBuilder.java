// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.options.WriteOptions;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.internal.connector.SupportsStreamingUpdateAsAppend;

/** Begins a write to a stream that exists. Takes the output modes append, update and complete. */
public final class PravegaWriteBuilder implements WriteBuilder, SupportsTruncate, SupportsStreamingUpdateAsAppend {

    private final WriteOptions options;
    private final RowLayout layout;
    private final String queryId;
    private final CommitProgress progress;
    private boolean truncate;

    /**
     * @param progress is told of each commit
     * @throws IllegalArgumentException when the frame has no column {@code event}, or one of another type
     */
    public PravegaWriteBuilder(WriteOptions options, LogicalWriteInfo info, CommitProgress progress) {
        this.options = options;
        this.layout = RowLayout.of(info.schema());
        this.queryId = info.queryId();
        this.progress = progress;
    }

    @Override
    public WriteBuilder truncate() {
        truncate = true;
        return this;
    }

    @Override
    public Write build() {
        return new PravegaWrite(options, layout, queryId, truncate, progress);
    }
}
