// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.options.ConnectionOptions;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * A factory of the executors' readers.
 *
 * @param columns in the order that Spark expects
 * @param maxEvents how many events are wanted of each partition at most
 */
record PravegaPartitionReaderFactory(ClientFactory clients, ConnectionOptions connection, List<Column> columns,
        long maxEvents, boolean failOnDataLoss) implements PartitionReaderFactory {

    @Override
    public boolean supportColumnarReads(InputPartition partition) {
        return true;
    }

    @Override
    public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
        return new EventReader(this, (PravegaInputPartition) partition);
    }

    /** Refuses; Spark does not call it, because the scan says that it gives columns. */
    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
        throw new UnsupportedOperationException("Cannot read rows: events are read in columns");
    }
}
