// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.read.rows.EventBatch;
import io.pravega.connectors.spark.read.rows.EventHeaders;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a partition's events in columns. If it gave rows, Spark would copy each event once more and count each by
 * itself.
 */
final class EventReader implements PartitionReader<ColumnarBatch> {

    private final PravegaClient client;
    private final PrefetchingSlices events;
    private final EventBatch batch;
    private final long maxEvents;
    private final CustomTaskMetric[] metrics;

    /** The event that did not fit into the batch, because it is of the next slice. */
    private @Nullable EventCursor left;
    private long count;

    EventReader(PravegaPartitionReaderFactory factory, PravegaInputPartition partition) {
        client = factory.clients().acquireAgain(factory.connection());
        events = factory.open(client, partition);
        batch = new EventBatch(factory.columns().columns(), EventHeaders.of(factory.columns()), partition::times);
        maxEvents = factory.maxEvents();
        metrics = ReadMetrics.ofTask(() -> count, events).toArray(CustomTaskMetric[]::new);
    }

    @Override
    public boolean next() {
        EventCursor event = left == null ? events.next() : left;
        left = null;
        if (event == null || count == maxEvents) {
            return false;
        }
        long slice = events.slicesRead();
        batch.begin(events.slice());
        do {
            batch.add(event);
            count++;
            if (batch.isFull() || count == maxEvents) {
                return true;
            }
            event = events.next();
        } while (event != null && events.slicesRead() == slice);
        left = event;
        return true;
    }

    @Override
    public ColumnarBatch get() {
        return batch.columns();
    }

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
        return metrics;
    }

    @Override
    public void close() {
        events.close();
        client.close();
    }
}
