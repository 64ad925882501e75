// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.client.DataLossException;
import io.pravega.connectors.spark.client.SegmentState;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.stream.CutRange;
import io.pravega.connectors.spark.stream.SegmentSlice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The slices between two cuts, or those that are left of them. */
public final class RangeSlices {

    private static final Logger LOG = LoggerFactory.getLogger(RangeSlices.class);

    private final StreamDirectory directory;
    private final CutRange range;
    private final Set<Long> visited = new HashSet<>();
    private final List<SegmentSlice> left = new ArrayList<>();

    private RangeSlices(StreamDirectory directory, CutRange range) {
        this.directory = directory;
        this.range = range;
    }

    /**
     * Asks the server for the slices by segment id, without empty ones.
     *
     * @throws DataLossException when some of them were truncated and that is not accepted
     */
    public static List<SegmentSlice> find(CutRange range, StreamDirectory directory, boolean failOnDataLoss) {
        try {
            return directory.slices(range);
        } catch (DataLossException e) {
            if (failOnDataLoss) {
                throw Loss.refused(e);
            }
            LOG.warn("Reading what is left of stream {} although data was lost: {}", range.stream(), e.getMessage());
            return new RangeSlices(directory, range).left();
        }
    }

    private List<SegmentSlice> left() {
        visitAll(range.start().segments());
        Set<Long> unreached = new TreeSet<>(range.end().segments());
        unreached.removeAll(visited);
        if (!unreached.isEmpty() && directory.states(unreached).keySet().containsAll(unreached)) {
            // The end is of a stream made anew: nothing that the start knows leads there, but what is the head now.
            visitAll(directory.head().segments());
        }
        left.sort(Comparator.comparingLong(SegmentSlice::segmentId));
        return left;
    }

    /** Visits segments and what follows them, up to those of the end. */
    private void visitAll(Set<Long> segments) {
        Set<Long> generation = new TreeSet<>(segments);
        generation.removeAll(visited);
        while (!generation.isEmpty()) {
            Set<Long> next = new TreeSet<>();
            visit(generation);
            for (long segment : generation) {
                if (range.end().offset(segment).isEmpty()) {
                    next.addAll(directory.successors(segment).keySet());
                }
            }
            next.removeAll(visited);
            generation = next;
        }
    }

    private void visit(Set<Long> segments) {
        visited.addAll(segments);
        Map<Long, SegmentState> states = directory.states(segments);
        for (long segment : segments) {
            SegmentState state = states.get(segment);
            if (state != null) {
                long from = Math.max(state.startOffset(), range.start().offset(segment).orElse(0));
                long to = Math.min(state.endOffset(), range.end().offset(segment).orElse(state.endOffset()));
                if (from < to) {
                    left.add(new SegmentSlice(range.stream(), segment, from, to));
                }
            }
        }
    }
}
