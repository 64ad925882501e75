// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.options.ReadOptions;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;

/** A builder of a scan, which learns the columns and the number of rows that a query needs. */
public final class PravegaScanBuilder implements SupportsPushDownRequiredColumns, SupportsPushDownLimit {

    private final ClientFactory clients;
    private final ReadOptions options;
    private StructType schema = Column.schema();
    private List<Column> columns;
    private long maxRows = Long.MAX_VALUE;

    public PravegaScanBuilder(ClientFactory clients, ReadOptions options) {
        this.clients = clients;
        this.options = options;
        // Spark 4.0 and 4.1 do not say whether a streaming query wants hidden columns, but expect them behind the
        // others. Spark ignores trailing columns it did not ask for; unused ones cost nothing.
        columns = Stream.concat(Column.VISIBLE.stream(), Column.HIDDEN.stream()).toList();
    }

    @Override
    public void pruneColumns(StructType requiredSchema) {
        schema = requiredSchema;
        columns = Column.of(requiredSchema);
    }

    /** Limits the rows of each partition. Spark cuts off the rows that are too many in all. */
    @Override
    public boolean pushLimit(int rows) {
        maxRows = rows;
        return true;
    }

    /**
     * Builds the scan and checks it.
     *
     * @throws IllegalArgumentException {@code Cannot …} or {@code Invalid …}, when the stream does not exist, or a cut
     *     is none of the stream, or the end comes before the start
     */
    @Override
    public Scan build() {
        PravegaScan scan = new PravegaScan(clients, options, schema, columns, maxRows);
        scan.validate();
        return scan;
    }
}
