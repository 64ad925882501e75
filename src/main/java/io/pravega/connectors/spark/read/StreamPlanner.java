// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The planner of one query, from trigger to trigger: which batch comes next, and how far the query is behind. */
final class StreamPlanner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamPlanner.class);

    private final StreamDirectory directory;
    private final boolean failOnDataLoss;
    private final Optional<Cut> endCut;
    private final LongSupplier nanoClock;
    private final BatchPlanner planner;
    private final LookAhead lookAhead = new LookAhead();

    private @Nullable Cut tailAtStart;
    private @Nullable ReadEnd readEnd;
    private @Nullable BatchPlan last;
    private @Nullable Cut latest;
    private @Nullable Long lastBatchAt;
    private long skippedBytes;

    /** @param endCut where reading stops for good */
    StreamPlanner(StreamDirectory directory, SegmentEvents events, boolean failOnDataLoss, Optional<Cut> endCut,
            LongSupplier nanoClock) {
        this.directory = directory;
        this.failOnDataLoss = failOnDataLoss;
        this.endCut = endCut;
        this.nanoClock = nanoClock;
        planner = new BatchPlanner(directory, events, failOnDataLoss);
    }

    /** Ends reading at the present tail: nothing is read that is written later. */
    void stopAtTail() {
        lookAhead.cancel();
        tailAtStart = directory.tail();
        readEnd = null;
    }

    /** Plans the batch that begins at {@code start}; returns its end, or {@code start} when there is none now. */
    Cut next(Cut start, ReadLimits limits) {
        BatchPlan plan = limits.all() ? planner.planAll(start, readEnd(start)) : plan(start, limits.maxBytes());
        latest = limits.all() ? plan.end() : latest(plan);
        if (waitsForMore(plan, limits)) {
            return start;
        }
        adopt(plan);
        if (plan.isFull(limits.maxBytes())) {
            ReadEnd sameEnd = readEnd(start);
            lookAhead.begin(() -> planner.plan(plan.end(), plan.states(), sameEnd, limits.maxBytes()));
        }
        return plan.end();
    }

    /** Returns where the batch that {@link #next} gave begins to read; its start, unless that had to be moved. */
    Cut readFrom(Cut start, Cut end) {
        return last != null && last.start().equals(start) && last.end().equals(end) ? last.from() : start;
    }

    /**
     * Returns the slices of a batch, planned just now or before a restart.
     *
     * @param from where it begins to read, as {@link #readFrom} gave it
     */
    List<SegmentSlice> slices(Cut from, Cut end) {
        return RangeSlices.find(new CutRange(from, end), directory, failOnDataLoss);
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
                metrics.put("bytesBehindLatest",
                        String.valueOf(behind.stream().mapToLong(SegmentSlice::bytes).sum()));
                metrics.put("segmentsBehindLatest", String.valueOf(behind.size()));
            } catch (RuntimeException e) {
                // A query is not to fail for the sake of its progress report.
                LOG.debug("Cannot tell how far {} is behind {}", consumed.get(), latest, e);
            }
        }
        return metrics;
    }

    @Override
    public void close() {
        lookAhead.cancel();
    }

    private BatchPlan plan(Cut start, long maxBytes) {
        return lookAhead.take(start).filter(plan -> plan.isFull(maxBytes)).orElseGet(() -> planner.plan(start,
                last != null && last.end().equals(start) ? last.states() : Map.of(), readEnd(start), maxBytes));
    }

    private ReadEnd readEnd(Cut start) {
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

    private boolean waitsForMore(BatchPlan plan, ReadLimits limits) {
        return tailAtStart == null && !plan.ripe() && plan.backlog() < limits.minBytes() && lastBatchAt != null
                && nanoClock.getAsLong() - lastBatchAt < limits.maxDelay().toNanos();
    }

    private void adopt(BatchPlan plan) {
        last = plan;
        lastBatchAt = nanoClock.getAsLong();
        if (!plan.losses().isEmpty()) {
            long lost = plan.losses().stream().mapToLong(Loss::bytes).sum();
            skippedBytes += lost;
            LOG.warn("Reading goes on at {}, behind what is gone (fail_on_data_loss=false; at least {} bytes): {}",
                    plan.from(), lost, plan.losses().stream().map(Loss::description).toList());
        }
    }
}
