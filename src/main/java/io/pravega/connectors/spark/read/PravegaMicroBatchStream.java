// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.jspecify.annotations.Nullable;

/** A micro-batch stream whose offsets are stream cuts. */
final class PravegaMicroBatchStream implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {

    private final ReadOptions options;
    private final StreamId stream;
    private final PravegaPartitionReaderFactory readers;
    private final ReadBounds bounds;
    private final FirstOffset firstOffset;
    private final PravegaClient client;
    private final StreamDirectory directory;
    private final StreamPlanner planner;

    PravegaMicroBatchStream(ClientFactory clients, ReadOptions options, PravegaPartitionReaderFactory readers,
            String checkpointLocation) {
        this.options = options;
        this.readers = readers;
        stream = options.stream();
        bounds = ReadBounds.ofStream(options);
        firstOffset = new FirstOffset(checkpointLocation);
        client = clients.acquire(options.connection());
        try {
            directory = client.directory(stream);
            planner = new StreamPlanner(directory, client.events(), options.failOnDataLoss(),
                    bounds.endCut(directory), System::nanoTime);
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    @Override
    public Offset initialOffset() {
        return ofThisStream(firstOffset.orElse(() -> bounds.startCut(directory)));
    }

    @Override
    public PravegaOffset deserializeOffset(String json) {
        return ofThisStream(PravegaOffset.parse(json));
    }

    private PravegaOffset ofThisStream(PravegaOffset offset) {
        if (!offset.cut().stream().equals(stream)) {
            throw new IllegalArgumentException(("Cannot go on from the checkpoint: it is of stream %s, but the query "
                    + "reads stream %s").formatted(offset.cut().stream(), stream));
        }
        return offset;
    }

    @Override
    public void prepareForTriggerAvailableNow() {
        planner.stopAtTail();
    }

    @Override
    public ReadLimit getDefaultReadLimit() {
        return ReadLimits.asked(options);
    }

    @Override
    public Offset latestOffset(Offset start, ReadLimit limit) {
        Cut end = planner.next(cut(start), ReadLimits.of(limit));
        // The same object, so that a text of another writer's does not look like another place.
        return end.equals(cut(start)) ? start : PravegaOffset.of(end);
    }

    /** Is not called: Spark asks {@link #latestOffset(Offset, ReadLimit)} of a source that can be limited. */
    @Override
    public Offset latestOffset() {
        throw new UnsupportedOperationException("Cannot find the latest offset without a start and a limit");
    }

    @Override
    public @Nullable Offset reportLatestOffset() {
        return planner.latest().map(PravegaOffset::of).orElse(null);
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start, Offset end) {
        return Packing.partitions(stream, planner.slices(cut(start), cut(end)), options.maxPartitions());
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return readers;
    }

    @Override
    public Map<String, String> metrics(Optional<Offset> latestConsumedOffset) {
        return planner.metrics(latestConsumedOffset.map(this::cut));
    }

    /** Does nothing: what is committed stays in the stream, for others. */
    @Override
    public void commit(Offset end) {
    }

    @Override
    public void stop() {
        planner.close();
        client.close();
    }

    /** Names the source in the query's progress. */
    @Override
    public String toString() {
        return "pravega stream " + stream;
    }

    /** Returns the cut of an offset; after a restart Spark hands back offsets of a class of its own. */
    private Cut cut(Offset offset) {
        return (offset instanceof PravegaOffset own ? own : deserializeOffset(offset.json())).cut();
    }
}
