// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.client.DataLossException;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.RefusedException;
import io.pravega.connectors.spark.client.SegmentState;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The planner of one query, from trigger to trigger: which streams it reads, which batch comes next, and how far the
 * query is behind. Limits hold for all its streams together.
 */
public final class StreamsPlanner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsPlanner.class);

    private final ChosenStreams streams;
    private final StreamPlanners planners;
    private final boolean failOnDataLoss;
    private final LongSupplier nanoClock;
    private final StreamPool pool = new StreamPool();
    private final LookAhead<StreamsPlan> lookAhead = new LookAhead<>();
    private final Set<StreamId> dropped = new HashSet<>();

    private boolean stopsAtTail;
    private @Nullable Long lastBatchAt;

    public StreamsPlanner(ChosenStreams streams, StreamPlanners planners, boolean failOnDataLoss,
            LongSupplier nanoClock) {
        this.streams = streams;
        this.planners = planners;
        this.failOnDataLoss = failOnDataLoss;
        this.nanoClock = nanoClock;
    }

    /** Returns where a query begins that has not read anything yet. */
    public PravegaOffset first() {
        return PravegaOffset.of(askNew(streams.now(), planners::first).values(), List.of());
    }

    /** Ends reading at the present tails, and looks for no streams that come to be later. */
    public void stopAtTail() {
        lookAhead.cancel();
        stopsAtTail = true;
        streams.fix();
        askNew(streams.now(), stream -> {
            planners.of(stream).stopAtTail();
            return stream;
        });
    }

    /** Plans the batch that begins at {@code start}; returns its end, or {@code start} when there is none now. */
    public PravegaOffset next(PravegaOffset start, ReadLimits limits) {
        SortedMap<StreamId, Cut> from = starts(start);
        StreamsPlan plan = limits.all() ? all(from) : plan(from, limits.maxBytes());
        noteLatest(plan, limits.all());
        boolean sameStreams = plan.plans().keySet().equals(start.cuts().keySet());
        if (sameStreams && waitsForMore(plan, limits)) {
            return start;
        }
        plan.plans().forEach((stream, of) -> planners.of(stream).adopt(of));
        lastBatchAt = nanoClock.getAsLong();
        SortedMap<StreamId, Cut> ends = plan.ends();
        if (plan.isFull(limits.maxBytes())) {
            lookAhead.begin(() -> plan(ends, stream -> of(plan.plans(), stream).states(), limits.maxBytes()));
        }
        return ends.equals(start.cuts()) ? start : PravegaOffset.of(ends.values(), plan.plans().values().stream()
                .map(BatchPlan::from).filter(cut -> !Objects.equals(cut, start.cuts().get(cut.stream()))).toList());
    }

    /** Notes where the streams end; only where some of one's segments are sealed is the server asked. */
    private void noteLatest(StreamsPlan plan, boolean all) {
        Set<StreamId> toAsk = new TreeSet<>();
        plan.plans().forEach((stream, of) -> {
            if (!all && of.states().values().stream().anyMatch(SegmentState::sealed)) {
                toAsk.add(stream);
            } else {
                planners.of(stream).noteLatest(of, all);
            }
        });
        pool.ask(toAsk, stream -> {
            planners.of(stream).noteLatest(of(plan.plans(), stream), false);
            return stream;
        });
    }

    /**
     * Returns the places from which each stream is read: where the batch before ended, or where a new stream begins.
     * A stream that a pattern found and that is gone is asked about as well, because that is a loss.
     */
    private SortedMap<StreamId, Cut> starts(PravegaOffset start) {
        SortedMap<StreamId, Cut> from = new TreeMap<>(start.cuts());
        from.keySet().stream().filter(stream -> !streams.includes(stream) && dropped.add(stream)).forEach(stream ->
                LOG.warn("Stream {} is read no longer: the query is now on {}", stream, streams));
        from.keySet().removeIf(stream -> !streams.includes(stream));
        SortedSet<StreamId> added = streams.now();
        added.removeAll(from.keySet());
        SortedMap<StreamId, Cut> heads = askNew(added, planners::joining);
        heads.forEach((stream, cut) -> LOG.info("Stream {} is read, too, from {} on", stream, cut));
        from.putAll(heads);
        return from;
    }

    private StreamsPlan plan(SortedMap<StreamId, Cut> from, long maxBytes) {
        return lookAhead.take().filter(plan -> plan.isFull(maxBytes) && plan.starts().equals(from))
                .orElseGet(() -> plan(from, stream -> planners.of(stream).statesAt(of(from, stream)), maxBytes));
    }

    private StreamsPlan plan(SortedMap<StreamId, Cut> from, Function<StreamId, Map<Long, SegmentState>> states,
            long maxBytes) {
        StreamsPlan whole = new StreamsPlan(ask(from.keySet(), stream ->
                planners.of(stream).plan(of(from, stream), states.apply(stream))));
        long backlog = whole.backlog();
        return backlog <= maxBytes ? whole : new StreamsPlan(ask(whole.plans().keySet(), stream ->
                planners.of(stream).cut(of(whole.plans(), stream), states.apply(stream), maxBytes, backlog)));
    }

    private StreamsPlan all(SortedMap<StreamId, Cut> from) {
        return new StreamsPlan(ask(from.keySet(), stream -> planners.of(stream).planAll(of(from, stream))));
    }

    private static <T> T of(Map<StreamId, T> values, StreamId stream) {
        return Objects.requireNonNull(values.get(stream));
    }

    private boolean waitsForMore(StreamsPlan plan, ReadLimits limits) {
        return !stopsAtTail && !plan.isRipe() && plan.backlog() < limits.minBytes() && lastBatchAt != null
                && nanoClock.getAsLong() - lastBatchAt < limits.maxDelay().toNanos();
    }

    /** Returns the slices of a batch, planned just now or before a restart, in order of the streams. */
    public List<SegmentSlice> slices(PravegaOffset start, PravegaOffset end) {
        List<SegmentSlice> slices = new ArrayList<>();
        ask(end.cuts().keySet(), stream -> planners.of(stream).slices(from(stream, start, end),
                of(end.cuts(), stream))).values().forEach(slices::addAll);
        return slices;
    }

    private static Cut from(StreamId stream, PravegaOffset start, PravegaOffset end) {
        return end.readFrom(stream).or(() -> Optional.ofNullable(start.cuts().get(stream)))
                .orElseThrow(() -> new IllegalArgumentException(("Invalid offset '%s': expected where stream %s begins "
                        + "to be read").formatted(end.json(), stream)));
    }

    /** Returns the bounds of event time along the slices of a batch, by stream and segment id. */
    public Map<StreamId, Map<Long, TimeWindows>> times(List<SegmentSlice> slices, PravegaOffset start,
            PravegaOffset end) {
        Map<StreamId, List<SegmentSlice>> byStream = slices.stream()
                .collect(Collectors.groupingBy(SegmentSlice::stream));
        return ask(byStream.keySet(), stream -> planners.of(stream).times(of(byStream, stream),
                from(stream, start, end), of(end.cuts(), stream)));
    }

    /** Returns what is to be followed from the start on: of each segment a slice without an end. */
    public List<SegmentSlice> openSlices(PravegaOffset start) {
        SortedMap<StreamId, Cut> from = starts(start);
        List<SegmentSlice> slices = new ArrayList<>();
        ask(from.keySet(), stream -> planners.of(stream).plan(of(from, stream), Map.of()).from())
                .forEach((stream, cut) -> cut.offsets().forEach((segment, offset) ->
                        slices.add(SegmentSlice.openEnded(stream, segment, offset))));
        return slices;
    }

    /** Returns the ends of the streams, or of what is to be read of them, as they were for the last batch. */
    public Optional<PravegaOffset> latest() {
        List<Cut> latest = planners.made().values().stream().flatMap(planner -> planner.latest().stream()).toList();
        return latest.isEmpty() ? Optional.empty() : Optional.of(PravegaOffset.of(latest, List.of()));
    }

    /**
     * Returns the metrics that the query's progress shows: sums, and by stream how many bytes lie behind.
     *
     * @param consumed where the last batch ended
     */
    public Map<String, String> metrics(Optional<PravegaOffset> consumed) {
        Map<String, String> metrics = new TreeMap<>();
        pool.ask(planners.made().keySet(), stream -> planners.of(stream).metrics(
                consumed.map(offset -> offset.cuts().get(stream)))).forEach((stream, own) -> {
                    own.forEach((name, value) -> metrics.merge(name, value,
                            name.equals(PassedMarks.TIME_BEHIND) ? StreamsPlanner::greater : StreamsPlanner::sum));
                    if (!streams.isOne() && own.containsKey(StreamPlanner.BYTES_BEHIND)) {
                        metrics.put(StreamPlanner.BYTES_BEHIND + "." + stream, own.get(StreamPlanner.BYTES_BEHIND));
                    }
                });
        return metrics;
    }

    private static String greater(String one, String other) {
        return Long.parseLong(one) < Long.parseLong(other) ? other : one;
    }

    private static String sum(String one, String other) {
        return String.valueOf(Long.parseLong(one) + Long.parseLong(other));
    }

    /** Asks about streams that may be new. One that a pattern finds while it is being made is left for later. */
    private <T> SortedMap<StreamId, T> askNew(Collection<StreamId> asked, Function<StreamId, T> question) {
        return ask(asked, stream -> {
            try {
                return question.apply(stream);
            } catch (RefusedException e) {
                if (!streams.byPattern()) {
                    throw e;
                }
                LOG.warn("Stream {} is not read yet: {}", stream, e.getMessage());
                streams.forget(stream);
                return null;
            }
        });
    }

    /** Asks about streams, several at a time, and gives up those that a pattern found and that are gone by now. */
    private <T> SortedMap<StreamId, T> ask(Collection<StreamId> asked, Function<StreamId, @Nullable T> question) {
        return pool.ask(asked, stream -> {
            try {
                return question.apply(stream);
            } catch (PravegaException e) {
                if (!planners.isDeleted(stream, e)) {
                    throw e;
                }
                if (!streams.byPattern() || (failOnDataLoss && !planners.of(stream).isFinished())) {
                    throw new DataLossException(("Cannot read on: stream %s was deleted; once it is made anew, a query "
                            + "with fail_on_data_loss=false goes on at the earliest event there is")
                            .formatted(stream), e);
                }
                LOG.warn("Stream {} is read no longer: it was deleted", stream);
                streams.forget(stream);
                planners.forget(stream);
                return null;
            }
        });
    }

    @Override
    public void close() {
        lookAhead.cancel();
        pool.close();
    }
}
