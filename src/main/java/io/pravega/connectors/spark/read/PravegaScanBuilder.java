// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.format.TypedFormat;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.read.rows.ReadColumns;
import java.util.Optional;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;

/** A builder of a scan, which learns the columns and the number of rows that a query needs. */
public final class PravegaScanBuilder implements SupportsPushDownRequiredColumns, SupportsPushDownLimit {

    private final ClientFactory clients;
    private final ReadOptions options;
    private final Optional<TypedFormat> format;
    private ReadColumns columns;
    private long maxRows = Long.MAX_VALUE;

    /** @param format empty for events that are one column of bytes */
    public PravegaScanBuilder(ClientFactory clients, ReadOptions options, Optional<TypedFormat> format) {
        this.clients = clients;
        this.options = options;
        this.format = format;
        columns = ReadColumns.all(format, options);
    }

    @Override
    public void pruneColumns(StructType requiredSchema) {
        columns = ReadColumns.required(format, requiredSchema, options);
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
     *     is none of the stream, or the end comes before the start, or the format cannot have such columns
     */
    @Override
    public Scan build() {
        PravegaScan scan = new PravegaScan(clients, options, columns, maxRows);
        format.ifPresent(TypedFormat::check);
        scan.validate();
        return scan;
    }
}
