package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.options.ConnectionOptions;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/**
 * Makes the executors' readers.
 *
 * @param columns in the order of the rows' fields
 * @param maxEvents how many events are wanted of each partition at most
 */
record PravegaPartitionReaderFactory(ConnectionOptions connection, List<Column> columns, long maxEvents,
        boolean failOnDataLoss) implements PartitionReaderFactory {

    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
        return new EventReader(this, (PravegaInputPartition) partition);
    }
}
