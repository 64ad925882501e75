// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog;

import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A write whose columns have the names that the connector expects. */
record NamedWriteInfo(CaseInsensitiveStringMap options, String queryId, StructType schema)
        implements LogicalWriteInfo {

    static LogicalWriteInfo of(LogicalWriteInfo info) {
        return new NamedWriteInfo(info.options(), info.queryId(), StreamColumns.named(info.schema()));
    }
}
