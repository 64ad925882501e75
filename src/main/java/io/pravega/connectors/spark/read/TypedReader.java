// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.metrics.TaskMetric;
import io.pravega.connectors.spark.read.ReadMetrics.MalformedEvents;
import io.pravega.connectors.spark.read.rows.EventRows;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;

/** A reader of a partition's events in rows of typed columns. Spark's parsers give rows, too. */
final class TypedReader implements PartitionReader<InternalRow> {

    private final PravegaClient client;
    private final PrefetchingSlices events;
    private final EventRows rows;
    private final long maxEvents;
    private final CustomTaskMetric[] metrics;
    private long count;

    TypedReader(PravegaPartitionReaderFactory factory, PravegaInputPartition partition) {
        rows = EventRows.of(factory.columns(), partition::times);
        maxEvents = factory.maxEvents();
        client = factory.clients().acquireAgain(factory.connection());
        events = factory.open(client, partition);
        metrics = Stream.concat(ReadMetrics.ofTask(() -> count, events),
                Stream.of(new TaskMetric(MalformedEvents.NAME, rows::malformed))).toArray(CustomTaskMetric[]::new);
    }

    @Override
    public boolean next() {
        if (count == maxEvents) {
            return false;
        }
        for (EventCursor event = events.next(); event != null; event = events.next()) {
            if (rows.read(event, events.slice())) {
                count++;
                return true;
            }
        }
        return false;
    }

    @Override
    public InternalRow get() {
        return rows.row();
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
