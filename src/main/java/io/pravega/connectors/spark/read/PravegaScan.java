// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.DataLossException;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.stream.CutRange;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A scan of one stream, in batch or in micro-batches. */
final class PravegaScan implements SupportsReportStatistics {

    private final ClientFactory clients;
    private final ReadOptions options;
    private final StreamId stream;
    private final ReadColumns columns;
    private final long maxRows;
    private boolean streaming;
    private @Nullable PravegaBatch batch;

    PravegaScan(ClientFactory clients, ReadOptions options, ReadColumns columns, long maxRows) {
        this.clients = clients;
        this.options = options;
        this.stream = options.stream();
        this.columns = columns;
        this.maxRows = maxRows;
    }

    /** Refuses a stream that does not exist and cuts that are in the wrong order. */
    void validate() {
        Optional<CutRange> range = ReadBounds.ofBatch(options).givenRange();
        try (PravegaClient client = clients.acquire(options.connection())) {
            if (!client.admin().streamExists(stream)) {
                throw new IllegalArgumentException("Cannot read stream '%s': it does not exist".formatted(stream));
            }
            range.ifPresent(client.directory(stream)::slices);
        } catch (DataLossException e) {
            // A query that goes on from a checkpoint does not need what lies before it.
        }
    }

    @Override
    public StructType readSchema() {
        return columns.schema();
    }

    @Override
    public String description() {
        return "pravega stream " + stream + options.start().map(" from %s"::formatted).orElse("")
                + options.end().map(" to %s"::formatted).orElse("")
                + (columns.parsed() == null ? "" : " as " + columns.parsed().name())
                + (maxRows == Long.MAX_VALUE ? "" : ", each partition up to " + maxRows + " events");
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
            try (PravegaClient client = clients.acquire(options.connection())) {
                StreamDirectory directory = client.directory(stream);
                List<SegmentSlice> slices = RangeSlices.find(ReadBounds.ofBatch(options).range(directory), directory,
                        options.failOnDataLoss());
                batch = new PravegaBatch(stream, slices, readerFactory(), options.maxPartitions());
            }
        }
        return batch;
    }

    @Override
    public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
        streaming = true;
        return new PravegaMicroBatchStream(clients, options, readerFactory(), checkpointLocation);
    }

    private PravegaPartitionReaderFactory readerFactory() {
        return new PravegaPartitionReaderFactory(clients, options.connection(), columns, maxRows,
                options.failOnDataLoss());
    }

    /** Returns the same for all partitions, so that Spark need not plan them to find out. */
    @Override
    public ColumnarSupportMode columnarSupportMode() {
        return columns.parsed() == null ? ColumnarSupportMode.SUPPORTED : ColumnarSupportMode.UNSUPPORTED;
    }

    @Override
    public CustomMetric[] supportedCustomMetrics() {
        return ReadMetrics.supported(columns.parsed() != null);
    }
}
