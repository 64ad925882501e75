// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.CutRange;
import io.pravega.connectors.spark.stream.SegmentSlice;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The segments of one stream: where they begin and end, and which of them follow each other. */
public interface StreamDirectory {

    /** Returns the positions of the first events that the stream still holds. */
    Cut head();

    /** Returns the end of the stream; for a sealed stream the ends of its last segments. */
    Cut tail();

    /**
     * Asks for the state of each of the segments, in parallel.
     *
     * @return without an entry for a segment that no longer exists (truncated away or its stream deleted)
     */
    Map<Long, SegmentState> states(Set<Long> segments);

    /**
     * Asks for the segments that follow a sealed segment.
     *
     * @return successor → all its predecessors; empty when the stream was sealed, so that nothing follows
     */
    Map<Long, Set<Long>> successors(long segment);

    /**
     * Finds the slices of a range, by segment id, so that predecessors come before successors; without empty ones.
     *
     * @throws DataLossException when a segment of the range was truncated away, in part or in whole
     */
    List<SegmentSlice> slices(CutRange range);

    /** Describes all segments that the stream still holds, by segment id. */
    List<SegmentDescription> segments();
}
