// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.DataLossException;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.PravegaClients;
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

/** Reads one stream, once up to its end or on and on. */
final class PravegaScan implements SupportsReportStatistics {

    private final ReadOptions options;
    private final StreamId stream;
    private final StructType schema;
    private final List<Column> columns;
    private final long limit;
    private boolean streaming;
    private PravegaBatch batch;

    PravegaScan(ReadOptions options, StructType schema, List<Column> columns, long limit) {
        this.options = options;
        this.stream = new StreamId(options.scope(), options.stream());
        this.schema = schema;
        this.columns = columns;
        this.limit = limit;
    }

    void validate() {
        Optional<CutRange> range = ReadBounds.ofBatch(options).givenRange();
        try (PravegaClient client = PravegaClients.lease(options.connection())) {
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
        return schema;
    }

    @Override
    public String description() {
        return "pravega stream " + stream + options.startStreamCut().map(" from "::concat).orElse("")
                + options.endStreamCut().map(" to "::concat).orElse("")
                + (limit == Long.MAX_VALUE ? "" : ", each partition up to " + limit + " events");
    }

    /** Of a batch query the bytes between its cuts; how many events that is, nobody knows. */
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

    /** The range is fixed when this is first called. */
    @Override
    public synchronized PravegaBatch toBatch() {
        if (batch == null) {
            try (PravegaClient client = PravegaClients.lease(options.connection())) {
                StreamDirectory directory = client.directory(stream);
                batch = new PravegaBatch(stream, RangeSlices.of(ReadBounds.ofBatch(options).range(directory), directory,
                        options.failOnDataLoss()), readerFactory(), options.maxPartitions());
            }
        }
        return batch;
    }

    @Override
    public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
        streaming = true;
        return new PravegaMicroBatchStream(options, readerFactory(), checkpointLocation);
    }

    private PravegaPartitionReaderFactory readerFactory() {
        return new PravegaPartitionReaderFactory(options.connection(), columns, limit, options.failOnDataLoss());
    }

    /** Said here, Spark need not plan the partitions to find out. */
    @Override
    public ColumnarSupportMode columnarSupportMode() {
        return ColumnarSupportMode.SUPPORTED;
    }

    @Override
    public CustomMetric[] supportedCustomMetrics() {
        return ReadMetrics.supported();
    }
}
