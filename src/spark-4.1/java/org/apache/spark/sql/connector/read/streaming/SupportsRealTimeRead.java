// SPDX-License-Identifier: Apache-2.0
package org.apache.spark.sql.connector.read.streaming;

import java.io.IOException;
import org.apache.spark.sql.connector.read.PartitionReader;

/** A reader that waits for the next row. Spark 4.1 calls one of its methods to do so, and Spark 4.2 the other. */
public interface SupportsRealTimeRead<T> extends PartitionReader<T> {

    /** Returns where the next batch goes on to read. */
    PartitionOffset getOffset();

    /** Waits for a row, as Spark 4.1 does. */
    RecordStatus nextWithTimeout(Long timeoutMillis) throws IOException;

    /** Waits for a row, as Spark 4.2 does. */
    RecordStatus nextWithTimeout(Long startMillis, Long timeoutMillis) throws IOException;

    /** The answer, whether there is a row. */
    final class RecordStatus {

        private final boolean hasRecord;

        private RecordStatus(boolean hasRecord) {
            this.hasRecord = hasRecord;
        }

        /** Makes an answer that does not tell when the row came. */
        public static RecordStatus newStatusWithoutArrivalTime(boolean hasRecord) {
            return new RecordStatus(hasRecord);
        }

        /** Tells whether there is a row. */
        public boolean hasRecord() {
            return hasRecord;
        }
    }
}
