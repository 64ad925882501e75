// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.client.DataLossException;
import io.pravega.connectors.spark.client.SegmentEvents;
import io.pravega.connectors.spark.client.SegmentState;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.SegmentSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The planner of one micro-batch at a time. A batch never holds a segment together with one that follows it: successors
 * start in the batch after the one that reads their predecessors to the end, so that events of one key stay in order.
 */
public final class BatchPlanner {

    private static final int ATTEMPTS = 3;

    private final StreamDirectory directory;
    private final SegmentEvents events;
    private final boolean failOnDataLoss;

    BatchPlanner(StreamDirectory directory, SegmentEvents events, boolean failOnDataLoss) {
        this.directory = directory;
        this.events = events;
        this.failOnDataLoss = failOnDataLoss;
    }

    /**
     * Plans the batch that begins at {@code start}, with all that can be read.
     *
     * @param previousStates the states of the plan that ended at {@code start}, or nothing
     * @throws DataLossException when data was lost and that is not accepted
     */
    BatchPlan plan(Cut start, Map<Long, SegmentState> previousStates, ReadEnd readEnd) {
        for (int attempt = 1;; attempt++) {
            try {
                Frontier frontier = new Frontier(directory, readEnd, failOnDataLoss, start, previousStates);
                frontier.advance();
                return whole(start, frontier);
            } catch (DataLossException e) {
                // Data was truncated between two calls. The next attempt finds out how much of it, without a pause,
                // because the server knows already.
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /**
     * Cuts a plan to its share of {@code maxBytes}, which its segments share with others in proportion to what they
     * hold, but to at least one event of each segment that holds one.
     *
     * @param whole a plan with all that can be read
     * @param backlog what all that share the limit could read
     * @throws DataLossException when data was truncated since the plan was made
     */
    BatchPlan cut(BatchPlan whole, long maxBytes, long backlog) {
        if (backlog <= maxBytes) {
            return whole;
        }
        Map<Long, Long> ends = new HashMap<>(whole.end().offsets());
        ends.replaceAll((segment, end) -> {
            long position = whole.from().offset(segment).orElseThrow();
            long share = (long) ((double) maxBytes * (end - position) / backlog);
            return end == position ? end : events.boundaryWithin(
                    new SegmentSlice(whole.start().stream(), segment, position, end), share);
        });
        return new BatchPlan(whole.start(), whole.from(), Cut.of(whole.start().stream(), ends),
                bytes(whole.from(), ends), whole.backlog(), whole.ripe(), whole.states(), whole.losses());
    }

    /** Plans one batch from {@code start} to the end of the stream, segments together with those that follow them. */
    BatchPlan planAll(Cut start, ReadEnd readEnd) {
        ReadEnd tail = readEnd.notAfter(directory.tail());
        BatchPlan all = plan(start, Map.of(), tail);
        while (true) {
            BatchPlan next = plan(all.end(), all.states(), tail);
            if (next.end().equals(all.end())) {
                return all;
            }
            List<Loss> losses = new ArrayList<>(all.losses());
            losses.addAll(next.losses());
            long bytes = all.bytes() + next.bytes();
            all = new BatchPlan(start, all.from(), next.end(), bytes, bytes, all.ripe(), next.states(), losses);
        }
    }

    /** Makes a plan of all that the frontier can read. */
    private static BatchPlan whole(Cut start, Frontier frontier) {
        Cut from = frontier.cut();
        Map<Long, Long> ends = new HashMap<>(from.offsets());
        ends.putAll(frontier.readableEnds());
        long bytes = bytes(from, ends);
        return new BatchPlan(start, from, Cut.of(start.stream(), ends), bytes, bytes, frontier.holdsLastOfSegment(),
                Map.copyOf(frontier.states()), List.copyOf(frontier.losses()));
    }

    private static long bytes(Cut from, Map<Long, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> end.getValue() - from.offset(end.getKey()).orElseThrow()).sum();
    }
}
