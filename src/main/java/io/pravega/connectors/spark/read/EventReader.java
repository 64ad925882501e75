package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.PravegaClients;
import io.pravega.connectors.spark.read.ReadMetrics.BytesRead;
import io.pravega.connectors.spark.read.ReadMetrics.BytesSkipped;
import io.pravega.connectors.spark.read.ReadMetrics.EventsRead;
import io.pravega.connectors.spark.read.ReadMetrics.SlicesRead;
import io.pravega.connectors.spark.read.ReadMetrics.TaskMetric;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;

/** Turns the events of a partition into rows, always the same row object. */
final class EventReader implements PartitionReader<InternalRow> {

    private final PravegaClient client;
    private final SliceSequence events;
    private final EventRow encoder;
    private final long maxEvents;
    private final CustomTaskMetric[] metrics;

    private EventCursor event;
    private long segment = -1;
    private long count;

    EventReader(PravegaPartitionReaderFactory factory, PravegaInputPartition partition) {
        client = PravegaClients.lease(factory.connection());
        events = new SliceSequence(client.events(), () -> client.directory(partition.stream()), partition.slices(),
                factory.failOnDataLoss());
        encoder = new EventRow(factory.columns(), partition.stream());
        maxEvents = factory.maxEvents();
        metrics = new CustomTaskMetric[] {
            new TaskMetric(EventsRead.NAME, () -> count),
            new TaskMetric(BytesRead.NAME, events::bytesRead),
            new TaskMetric(SlicesRead.NAME, events::slicesRead),
            new TaskMetric(BytesSkipped.NAME, events::bytesSkipped)};
    }

    @Override
    public boolean next() {
        if (count == maxEvents) {
            return false;
        }
        event = events.next();
        if (event == null) {
            return false;
        }
        count++;
        return true;
    }

    @Override
    public InternalRow get() {
        if (events.segmentId() != segment) {
            segment = events.segmentId();
            encoder.segment(segment);
        }
        return encoder.write(event);
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
