// SPDX-License-Identifier: Apache-2.0
package org.apache.spark.sql.connector.catalog;

/** What a list of tables tells of one of them. */
public interface TableSummary {

    /** The type of a table that is kept elsewhere. */
    String FOREIGN_TABLE_TYPE = "FOREIGN";

    /** Makes a summary. */
    static TableSummary of(Identifier identifier, String tableType) {
        throw new UnsupportedOperationException("Only compiled against");
    }
}
