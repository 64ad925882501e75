// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.DataLossException;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.RealTimeMode;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.read.plan.ChosenStreams;
import io.pravega.connectors.spark.read.plan.PassedMarks;
import io.pravega.connectors.spark.read.plan.RangeSlices;
import io.pravega.connectors.spark.read.plan.ReadBounds;
import io.pravega.connectors.spark.read.plan.StreamPool;
import io.pravega.connectors.spark.read.plan.TimeWindows;
import io.pravega.connectors.spark.read.rows.ReadColumns;
import io.pravega.connectors.spark.stream.CutRange;
import io.pravega.connectors.spark.stream.ReadPoint;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A scan of one stream or of several, in batch or in micro-batches. */
final class PravegaScan implements SupportsReportStatistics {

    private final ClientFactory clients;
    private final ReadOptions options;
    private final ReadColumns columns;
    private final long maxRows;
    private boolean streaming;
    private boolean realTime;
    private @Nullable PravegaBatch batch;

    PravegaScan(ClientFactory clients, ReadOptions options, ReadColumns columns, long maxRows) {
        this.clients = clients;
        this.options = options;
        this.columns = columns;
        this.maxRows = maxRows;
    }

    /** Refuses streams that do not exist and cuts that are in the wrong order. */
    void validate() {
        try (PravegaClient client = clients.acquire(options.connection()); StreamPool pool = new StreamPool()) {
            pool.ask(ChosenStreams.find(client.admin(), options.streams()), stream -> validate(client, stream));
        }
    }

    private StreamId validate(PravegaClient client, StreamId stream) {
        Optional<CutRange> range = ReadBounds.ofBatch(options, stream).givenRange();
        if (!client.admin().streamExists(stream)) {
            throw new IllegalArgumentException("Cannot read stream '%s': it does not exist".formatted(stream));
        }
        try {
            range.ifPresent(client.directory(stream)::slices);
        } catch (DataLossException e) {
            // A query that goes on from a checkpoint does not need what lies before it.
        }
        return stream;
    }

    @Override
    public StructType readSchema() {
        return columns.schema();
    }

    @Override
    public String description() {
        return "pravega stream " + options.streams()
                + options.start().map(start -> " from " + readable(start)).orElse("")
                + options.end().map(end -> " to " + readable(end)).orElse("")
                + (columns.parsed() == null ? "" : " as " + columns.parsed().name())
                + (maxRows == Long.MAX_VALUE ? "" : ", each partition up to " + maxRows + " events");
    }

    private static String readable(ReadPoint point) {
        return point instanceof ReadPoint.At at ? at.cut().toString() : point.toString();
    }

    /** Estimates the bytes of a batch query, which lie between its cuts; the row count is unknown. */
    @Override
    public Statistics estimateStatistics() {
        OptionalLong bytes = streaming ? OptionalLong.empty()
                : OptionalLong.of(toBatch().slices().stream().mapToLong(SegmentSlice::bytes).sum());
        return new Statistics() {
            @Override
            public OptionalLong sizeInBytes() {
                return bytes;
            }

            @Override
            public OptionalLong numRows() {
                return OptionalLong.empty();
            }
        };
    }

    /** Fixes the range when it is first called. */
    @Override
    public synchronized PravegaBatch toBatch() {
        if (batch == null) {
            try (PravegaClient client = clients.acquire(options.connection()); StreamPool pool = new StreamPool()) {
                Map<StreamId, BatchPart> parts = pool.ask(ChosenStreams.find(client.admin(), options.streams()),
                        stream -> part(client, stream));
                Map<StreamId, Map<Long, TimeWindows>> times = new HashMap<>();
                parts.forEach((stream, part) -> times.put(stream, part.times()));
                batch = new PravegaBatch(parts.values().stream().flatMap(part -> part.slices().stream()).toList(),
                        times, readerFactory(), options.maxPartitions());
            }
        }
        return batch;
    }

    /** What is read of one stream. */
    private record BatchPart(List<SegmentSlice> slices, Map<Long, TimeWindows> times) {
    }

    private BatchPart part(PravegaClient client, StreamId stream) {
        StreamDirectory directory = client.directory(stream);
        CutRange range = ReadBounds.ofBatch(options, stream).range(directory, client.marks(stream));
        List<SegmentSlice> slices = RangeSlices.find(range, directory, options.failOnDataLoss());
        return new BatchPart(slices, columns.haveTime() ? new PassedMarks(client.marks(stream), directory::segments)
                .windows(slices, range.start(), range.end()) : Map.of());
    }

    @Override
    public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
        streaming = true;
        return hasRealTimeMode()
                ? new RealTimeStream(clients, options, readerFactory(), checkpointLocation, this::beginRealTime)
                : new PravegaMicroBatchStream(clients, options, readerFactory(), checkpointLocation);
    }

    /** Gives rows from now on, and marks the query's jobs for the tasks of its sink. */
    private void beginRealTime() {
        realTime = true;
        SparkContext.getOrCreate().setLocalProperty(RealTimeMode.PROPERTY, "true");
    }

    /** Tells whether this Spark has real-time mode; its interface is looked up by name, because older ones lack it. */
    private static boolean hasRealTimeMode() {
        try {
            Class.forName("org.apache.spark.sql.connector.read.streaming.SupportsRealTimeMode", false,
                    MicroBatchStream.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private PravegaPartitionReaderFactory readerFactory() {
        return new PravegaPartitionReaderFactory(clients, options.connection(), columns, maxRows,
                options.failOnDataLoss());
    }

    /** Returns the same for all partitions, so that Spark need not plan them to find out. */
    @Override
    public ColumnarSupportMode columnarSupportMode() {
        return columns.parsed() == null && !realTime ? ColumnarSupportMode.SUPPORTED : ColumnarSupportMode.UNSUPPORTED;
    }

    @Override
    public CustomMetric[] supportedCustomMetrics() {
        return ReadMetrics.supported(columns.parsed() != null);
    }
}
