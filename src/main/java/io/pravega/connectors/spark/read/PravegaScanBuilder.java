// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.options.ReadOptions;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;

/** Takes in what a query wants of a stream. */
public final class PravegaScanBuilder implements SupportsPushDownRequiredColumns, SupportsPushDownLimit {

    private final ReadOptions options;
    private StructType schema = ReadSchema.SCHEMA;
    private List<Column> columns;
    private long limit = Long.MAX_VALUE;

    public PravegaScanBuilder(ReadOptions options) {
        this.options = options;
        // Spark 4.0 and 4.1 do not say whether a streaming query wants hidden columns, but expect them behind the
        // others; who does not want them does not look there, and they cost nothing.
        columns = Stream.concat(Column.VISIBLE.stream(), Column.HIDDEN.stream()).toList();
    }

    @Override
    public void pruneColumns(StructType requiredSchema) {
        schema = requiredSchema;
        columns = Column.of(requiredSchema);
    }

    /** Each partition stops there; Spark cuts off what is too much in all. */
    @Override
    public boolean pushLimit(int rows) {
        limit = rows;
        return true;
    }

    /**
     * @throws IllegalArgumentException {@code Cannot …} or {@code Invalid …}, when the stream does not exist or the
     *     cuts are none of the stream or stand the wrong way round
     */
    @Override
    public Scan build() {
        PravegaScan scan = new PravegaScan(options, schema, columns, limit);
        scan.validate();
        return scan;
    }
}
