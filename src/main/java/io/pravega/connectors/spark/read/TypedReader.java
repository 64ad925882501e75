// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.format.EventDecoder;
import io.pravega.connectors.spark.format.MalformedEventException;
import io.pravega.connectors.spark.format.TypedFormat;
import io.pravega.connectors.spark.metrics.TaskMetric;
import io.pravega.connectors.spark.read.ReadMetrics.MalformedEvents;
import io.pravega.connectors.spark.stream.SegmentIds;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.jspecify.annotations.Nullable;

/** A reader of a partition's events in rows of typed columns. Spark's parsers give rows, too. */
final class TypedReader implements PartitionReader<InternalRow> {

    private final PravegaClient client;
    private final PrefetchingSlices events;
    private final TypedFormat format;
    private final EventDecoder decoder;
    private final PositionRow positions;
    private final boolean onlyParsed;
    private final JoinedRow both = new JoinedRow();
    private final long maxEvents;
    private final CustomTaskMetric[] metrics;

    private InternalRow row = both;
    private long count;

    TypedReader(PravegaPartitionReaderFactory factory, PravegaInputPartition partition, TypedFormat format) {
        this.format = format;
        decoder = format.decoder();
        positions = new PositionRow(factory.columns().columns(), partition::times);
        onlyParsed = factory.columns().columns().isEmpty();
        maxEvents = factory.maxEvents();
        client = factory.clients().acquireAgain(factory.connection());
        events = factory.open(client, partition);
        metrics = Stream.concat(ReadMetrics.ofTask(() -> count, events),
                Stream.of(new TaskMetric(MalformedEvents.NAME, decoder::malformed))).toArray(CustomTaskMetric[]::new);
    }

    @Override
    public boolean next() {
        if (count == maxEvents) {
            return false;
        }
        for (EventCursor event = events.next(); event != null; event = events.next()) {
            InternalRow parsed = parse(event);
            if (parsed != null) {
                count++;
                row = onlyParsed ? parsed : both.apply(parsed, positions.of(event, events.slice()));
                return true;
            }
        }
        return false;
    }

    private @Nullable InternalRow parse(EventCursor event) {
        try {
            return decoder.decode(event.array(), event.position(), event.length());
        } catch (MalformedEventException e) {
            throw new IllegalArgumentException(("Cannot read the event at offset %d of segment %s of stream %s as %s: "
                    + "it is malformed, and mode is FAILFAST; %s").formatted(event.offset(),
                    SegmentIds.describe(events.slice().segmentId()), events.slice().stream(), format.name(),
                    e.getMessage()), e);
        }
    }

    @Override
    public InternalRow get() {
        return row;
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
