// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.read.plan.TimeWindows;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * The slices that one task reads, one after the other, of one stream or of several.
 *
 * @param times the bounds of event time by stream and segment id; empty when nobody asks for them
 */
record PravegaInputPartition(List<SegmentSlice> slices, Map<StreamId, Map<Long, TimeWindows>> times)
        implements InputPartition {

    /** @param allTimes those of other segments, too */
    static PravegaInputPartition of(List<SegmentSlice> slices, Map<StreamId, Map<Long, TimeWindows>> allTimes) {
        Map<StreamId, Map<Long, TimeWindows>> times = new HashMap<>();
        for (SegmentSlice slice : slices) {
            TimeWindows windows = allTimes.getOrDefault(slice.stream(), Map.of()).get(slice.segmentId());
            if (windows != null) {
                times.computeIfAbsent(slice.stream(), stream -> new HashMap<>()).put(slice.segmentId(), windows);
            }
        }
        return new PravegaInputPartition(slices, times);
    }

    /** Returns the bounds of event time along the segment of a slice. */
    TimeWindows times(SegmentSlice slice) {
        return times.getOrDefault(slice.stream(), Map.of()).getOrDefault(slice.segmentId(), TimeWindows.UNKNOWN);
    }
}
