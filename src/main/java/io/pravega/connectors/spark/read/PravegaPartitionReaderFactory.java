// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.options.ConnectionOptions;
import io.pravega.connectors.spark.read.rows.ReadColumns;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * A factory of the executors' readers.
 *
 * @param columns what the readers give
 * @param maxEvents how many events are wanted of each partition at most
 */
record PravegaPartitionReaderFactory(ClientFactory clients, ConnectionOptions connection, ReadColumns columns,
        long maxEvents, boolean failOnDataLoss) implements PartitionReaderFactory {

    @Override
    public boolean supportColumnarReads(InputPartition partition) {
        return columns.parsed() == null && partition instanceof PravegaInputPartition;
    }

    @Override
    public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
        return new EventReader(this, (PravegaInputPartition) partition);
    }

    /**
     * Makes a reader of events that are parsed, or read in real time. Others are read in columns, which the scan says,
     * too.
     */
    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
        if (partition instanceof RealTimePartition realTime) {
            return new RealTimeReader(this, realTime);
        }
        if (columns.parsed() == null) {
            throw new UnsupportedOperationException("Cannot read rows: events are read in columns");
        }
        return new TypedReader(this, (PravegaInputPartition) partition);
    }

    /** Starts to fetch a partition's events. */
    PrefetchingSlices open(PravegaClient client, PravegaInputPartition partition) {
        return new PrefetchingSlices(client.events(), client::directory, partition.slices(),
                failOnDataLoss);
    }
}
