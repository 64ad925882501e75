// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.read.plan.TimeWindows;
import io.pravega.connectors.spark.read.rows.EventRows;
import java.io.IOException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.streaming.PartitionOffset;
import org.apache.spark.sql.connector.read.streaming.SupportsRealTimeRead;
import org.apache.spark.util.TaskCompletionListener;

/** A reader of events as they are written, in rows, until the time of its batch is over. */
final class RealTimeReader implements SupportsRealTimeRead<InternalRow> {

    private final PravegaClient client;
    private final FollowedSegments events;
    private final EventRows rows;
    private final CustomTaskMetric[] metrics;
    private boolean closed;

    RealTimeReader(PravegaPartitionReaderFactory factory, RealTimePartition partition) {
        rows = EventRows.of(factory.columns(), slice -> TimeWindows.UNKNOWN);
        client = factory.clients().acquireAgain(factory.connection());
        events = new FollowedSegments(client.events(), client::directory, partition.slices(),
                factory.failOnDataLoss());
        metrics = ReadMetrics.ofRealTimeTask(events, rows);
        TaskContext task = TaskContext.get();
        if (task != null) {
            // Spark 4.1 does not close the reader, later ones do.
            task.addTaskCompletionListener((TaskCompletionListener) ended -> close());
        }
    }

    @Override
    public RecordStatus nextWithTimeout(Long startMillis, Long timeoutMillis) throws IOException {
        return nextWithTimeout(timeoutMillis - (System.currentTimeMillis() - startMillis));
    }

    @Override
    public RecordStatus nextWithTimeout(Long timeoutMillis) throws IOException {
        long deadline = System.currentTimeMillis() + timeoutMillis;
        boolean found;
        do {
            EventCursor event = events.next(deadline - System.currentTimeMillis());
            if (event == null) {
                return RecordStatus.newStatusWithoutArrivalTime(false);
            }
            found = rows.read(event, events.slice());
        } while (!found);
        return RecordStatus.newStatusWithoutArrivalTime(true);
    }

    /** Refuses; Spark waits for rows with a time limit. */
    @Override
    public boolean next() {
        throw new UnsupportedOperationException("Cannot read in real-time mode without a time limit");
    }

    @Override
    public InternalRow get() {
        return rows.row();
    }

    @Override
    public PartitionOffset getOffset() {
        return new RealTimeOffset(events.positions());
    }

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
        return metrics;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            events.close();
            client.close();
        }
    }
}
