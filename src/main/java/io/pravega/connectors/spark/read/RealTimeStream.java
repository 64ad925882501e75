// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.read.plan.PravegaOffset;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.ReadPoint;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.PartitionOffset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.SupportsRealTimeMode;

/**
 * A micro-batch stream that has real-time mode, too: then a batch is a span of time, in which tasks follow segments,
 * and its end is where they are when the time is over. The class can be loaded only on
 * Spark 4.1 and newer.
 */
final class RealTimeStream extends PravegaMicroBatchStream implements SupportsRealTimeMode {

    private final ReadOptions options;
    private final Runnable whenRealTime;
    private boolean realTime;

    /** @param whenRealTime prepares the scan for real-time mode */
    RealTimeStream(ClientFactory clients, ReadOptions options, PravegaPartitionReaderFactory readers,
            String checkpointLocation, Runnable whenRealTime) {
        super(clients, options, readers, checkpointLocation);
        this.options = options;
        this.whenRealTime = whenRealTime;
    }

    @Override
    public void prepareForRealTimeMode() {
        if (options.maxBytesPerTrigger().isPresent() || options.minBytesPerTrigger().isPresent()) {
            throw new IllegalArgumentException("Cannot read in real-time mode with 'max_bytes_per_trigger' or "
                    + "'min_bytes_per_trigger': a batch takes as long as the trigger says");
        }
        if (options.end().filter(end -> !(end instanceof ReadPoint.Unbounded)).isPresent()) {
            throw new IllegalArgumentException("Cannot read in real-time mode with 'end_stream_cut': it has no end");
        }
        if (options.timeBounds()) {
            throw new IllegalArgumentException("Cannot read in real-time mode with 'time_bounds': a mark comes later "
                    + "than the events that it is about");
        }
        realTime = true;
        whenRealTime.run();
    }

    /** Returns the start in real-time mode: where a batch ends is known only when it is over. */
    @Override
    public Offset latestOffset(Offset start, ReadLimit limit) {
        return realTime ? start : super.latestOffset(start, limit);
    }

    /** Divides the segments among as many tasks as can run at a time, because each task runs all the time. */
    @Override
    public InputPartition[] planInputPartitions(Offset start) {
        List<SegmentSlice> slices = planner().openSlices(startingAt(start));
        int most = options.maxPartitions().orElseGet(() -> SparkContext.getOrCreate().defaultParallelism());
        // One task waits even if there is no stream yet.
        List<List<SegmentSlice>> parts = new ArrayList<>();
        for (int part = 0; part < Math.max(1, Math.min(most, slices.size())); part++) {
            parts.add(new ArrayList<>());
        }
        for (int i = 0; i < slices.size(); i++) {
            parts.get(i % parts.size()).add(slices.get(i));
        }
        return parts.stream().map(RealTimePartition::new).toArray(InputPartition[]::new);
    }

    @Override
    public Offset mergeOffsets(PartitionOffset[] offsets) {
        SortedMap<StreamId, Map<Long, Long>> positions = new TreeMap<>();
        Arrays.stream(offsets).flatMap(offset -> ((RealTimeOffset) offset).positions().stream()).forEach(slice ->
                positions.computeIfAbsent(slice.stream(), stream -> new TreeMap<>())
                        .put(slice.segmentId(), slice.startOffset()));
        return PravegaOffset.of(positions.entrySet().stream()
                .map(stream -> Cut.of(stream.getKey(), stream.getValue())).toList(), List.of());
    }
}
