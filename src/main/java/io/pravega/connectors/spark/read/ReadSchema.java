// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.types.StructType;

/** The columns that a stream is read as. */
public final class ReadSchema {

    /**
     * {@code event binary, scope string, stream string, segment_id long, offset long}; the offset is where in the
     * segment the event begins.
     */
    public static final StructType SCHEMA = Column.schema(Column.VISIBLE);

    private ReadSchema() {
    }

    /** Columns that a query gets when it names them: {@code event_size, segment_number, segment_epoch int}. */
    public static MetadataColumn[] metadataColumns() {
        return Column.HIDDEN.stream().map(Column::asMetadata).toArray(MetadataColumn[]::new);
    }
}
