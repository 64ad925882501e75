// SPDX-License-Identifier: Apache-2.0
package org.apache.spark.sql.connector.catalog;

/** What a list of tables tells of one of them. */
public interface TableSummary {

    /** The type of a table that is kept elsewhere. */
    String FOREIGN_TABLE_TYPE = "FOREIGN";

    /** Returns the table's name. */
    Identifier identifier();

    /** Returns the table's type. */
    String tableType();

    /** Makes a summary. */
    static TableSummary of(Identifier identifier, String tableType) {
        return new TableSummary() {
            @Override
            public Identifier identifier() {
                return identifier;
            }

            @Override
            public String tableType() {
                return tableType;
            }
        };
    }
}
