// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.client.DataLossException;
import io.pravega.connectors.spark.client.SegmentEvents;
import io.pravega.connectors.spark.client.SegmentState;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.CutRange;
import io.pravega.connectors.spark.stream.SegmentSlice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The planner of one stream of a query, from trigger to trigger: what a batch can read of it, and how far the query is
 * behind in it. What several streams have in common, {@link StreamsPlanner} decides.
 */
public final class StreamPlanner {

    private static final Logger LOG = LoggerFactory.getLogger(StreamPlanner.class);
    private static final int ATTEMPTS = 3;
    /** The name of a metric. */
    static final String BYTES_BEHIND = "bytesBehindLatest";

    private final StreamDirectory directory;
    private final boolean failOnDataLoss;
    private final Optional<Cut> endCut;
    private final BatchPlanner planner;
    private final Optional<PassedMarks> marks;

    private @Nullable Cut tailAtStart;
    private @Nullable ReadEnd readEnd;
    private @Nullable BatchPlan last;
    private @Nullable Cut latest;
    private long skippedBytes;

    /**
     * Makes the planner of a stream.
     *
     * @param endCut where reading stops for good
     * @param marks the stream's marks of event time, if the query looks at them
     */
    StreamPlanner(StreamDirectory directory, SegmentEvents events, boolean failOnDataLoss, Optional<Cut> endCut,
            Optional<PassedMarks> marks) {
        this.marks = marks;
        this.directory = directory;
        this.failOnDataLoss = failOnDataLoss;
        this.endCut = endCut;
        planner = new BatchPlanner(directory, events, failOnDataLoss);
    }

    /** Ends reading at the present tail: nothing is read that is written later. */
    synchronized void stopAtTail() {
        tailAtStart = directory.tail();
        readEnd = null;
    }

    /** Returns the states of the segments when {@code start} was reached, as far as they are known. */
    Map<Long, SegmentState> statesAt(Cut start) {
        return last != null && last.end().equals(start) ? last.states() : Map.of();
    }

    /**
     * Plans the batch that begins at {@code start}, with all that can be read.
     *
     * @param states the states of the segments when {@code start} was reached, as far as they are known
     */
    BatchPlan plan(Cut start, Map<Long, SegmentState> states) {
        return planner.plan(start, states, readEnd(start));
    }

    /** Cuts a plan to its share of a limit, as {@link BatchPlanner#cut} does; plans again when data was lost since. */
    BatchPlan cut(BatchPlan whole, Map<Long, SegmentState> states, long maxBytes, long backlog) {
        BatchPlan plan = whole;
        for (int attempt = 1;; attempt++) {
            try {
                return planner.cut(plan, maxBytes, backlog);
            } catch (DataLossException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                plan = plan(plan.start(), states);
            }
        }
    }

    /** Plans a batch to the end of the stream, segments together with those that follow them. */
    BatchPlan planAll(Cut start) {
        return planner.planAll(start, readEnd(start));
    }

    /** Notes where the stream ends, or what is to be read of it, as it was when the plan was made. */
    void noteLatest(BatchPlan plan, boolean all) {
        latest = all ? plan.end() : latest(plan);
    }

    /**
     * Returns the slices of a batch, planned just now or before a restart.
     *
     * @param from where it begins to read
     */
    List<SegmentSlice> slices(Cut from, Cut end) {
        return RangeSlices.find(new CutRange(from, end), directory, failOnDataLoss);
    }

    /** Returns the bounds of event time along slices of a batch, by segment id. */
    Map<Long, TimeWindows> times(List<SegmentSlice> slices, Cut from, Cut end) {
        return marks.map(known -> known.windows(slices, from, end)).orElseGet(Map::of);
    }

    /** Returns the end of the stream, or of what is to be read of it, as it was when the last batch was planned. */
    Optional<Cut> latest() {
        return Optional.ofNullable(latest);
    }

    /** Returns the metrics that the query's progress shows. */
    Map<String, String> metrics(Optional<Cut> consumed) {
        Map<String, String> metrics = new HashMap<>();
        metrics.put("bytesSkipped", String.valueOf(skippedBytes));
        if (consumed.isPresent() && latest != null) {
            try {
                List<SegmentSlice> behind = directory.slices(new CutRange(consumed.get(), latest));
                metrics.put(BYTES_BEHIND, String.valueOf(behind.stream().mapToLong(SegmentSlice::bytes).sum()));
                metrics.put("segmentsBehindLatest", String.valueOf(behind.size()));
            } catch (RuntimeException e) {
                // A query is not to fail for the sake of its progress report.
                LOG.debug("Cannot tell how far {} is behind {}", consumed.get(), latest, e);
            }
        }
        marks.ifPresent(known -> consumed.ifPresent(cut -> metrics.putAll(known.metrics(cut))));
        return metrics;
    }

    private synchronized ReadEnd readEnd(Cut start) {
        if (readEnd == null) {
            ReadEnd end = lastCut().map(cut -> ReadEnd.at(cut, start, directory)).orElse(ReadEnd.NEVER);
            readEnd = tailAtStart == null ? end : end.notAfter(tailAtStart);
        }
        return readEnd;
    }

    /** Returns where reading stops, if anywhere. */
    private Optional<Cut> lastCut() {
        return endCut.or(() -> Optional.ofNullable(tailAtStart));
    }

    private Cut latest(BatchPlan plan) {
        if (lastCut().isPresent()) {
            return lastCut().get();
        }
        if (plan.states().values().stream().anyMatch(SegmentState::sealed)) {
            try {
                return directory.tail();
            } catch (RuntimeException e) {
                // Only a report: if the stream is gone, reading will say so.
                LOG.debug("Cannot tell the tail of stream {}", plan.end().stream(), e);
            }
        }
        Map<Long, Long> ends = new HashMap<>();
        plan.states().forEach((segment, state) -> ends.put(segment, state.endOffset()));
        return Cut.of(plan.end().stream(), ends);
    }

    /** Tells whether the stream had been sealed and read to its end when the last batch was planned. */
    boolean isFinished() {
        // What begins at the end of all segments is followed by nothing: else it would begin in those that follow.
        return last != null && last.from().offsets().entrySet().stream().allMatch(position -> {
            SegmentState state = last.states().get(position.getKey());
            return state != null && state.sealed() && position.getValue() >= state.endOffset();
        });
    }

    /** Takes note of a plan that becomes a batch. */
    void adopt(BatchPlan plan) {
        last = plan;
        if (!plan.losses().isEmpty()) {
            long lost = plan.losses().stream().mapToLong(Loss::bytes).sum();
            skippedBytes += lost;
            LOG.warn("Reading goes on at {}, behind what is gone (fail_on_data_loss=false; at least {} bytes): {}",
                    plan.from(), lost, plan.losses().stream().map(Loss::description).toList());
        }
    }
}
