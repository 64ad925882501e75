// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.pravega.client.control.impl.Controller;
import io.pravega.client.security.auth.DelegationTokenProvider;
import io.pravega.client.segment.impl.Segment;
import io.pravega.client.stream.Stream;
import io.pravega.client.stream.impl.StreamSegmentSuccessors;
import io.pravega.client.stream.impl.StreamSegmentsWithPredecessors;
import io.pravega.connectors.spark.client.DataLossException;
import io.pravega.connectors.spark.client.SegmentDescription;
import io.pravega.connectors.spark.client.SegmentState;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.CutRange;
import io.pravega.connectors.spark.stream.SegmentIds;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The segments of one stream, as the controller and the segment stores know them. */
public final class RemoteDirectory implements StreamDirectory {

    private static final int ATTEMPTS = 5;
    /** After this time it is likely that the controller's client repeats a call in vain. */
    private static final Duration PROMPT = Duration.ofSeconds(2);

    private final Connection connection;
    private final Controller controller;
    private final StreamId stream;
    private final DelegationTokenProvider tokens;

    public RemoteDirectory(Connection connection, StreamId stream, DelegationTokenProvider tokens) {
        this.connection = connection;
        this.controller = connection.controller();
        this.stream = stream;
        this.tokens = tokens;
    }

    @Override
    public Cut head() {
        return Cuts.fromPravega(stream, connection.await(purpose("find the head of stream " + stream),
                controller.getSegmentsAtTime(Stream.of(stream.scope(), stream.name()), 0)));
    }

    @Override
    public Cut tail() {
        for (int attempt = 1; ; attempt++) {
            Set<Long> last = lastSegments();
            Map<Long, SegmentState> states = states(last);
            // One may have been sealed and truncated away since.
            if (states.keySet().containsAll(last)) {
                return Cut.of(stream, states.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, state -> state.getValue().endOffset())));
            }
            if (attempt == ATTEMPTS) {
                throw new DataLossException("Cannot find the tail of stream %s: its segments are being deleted"
                        .formatted(stream));
            }
        }
    }

    private Set<Long> lastSegments() {
        Purpose purpose = purpose("find the tail of stream " + stream);
        Set<Long> open = ids(connection.await(purpose, controller.getCurrentSegments(stream.scope(), stream.name()))
                .getSegments());
        if (!open.isEmpty()) {
            return open;
        }
        // Sealed: no segment is open any more, and the last are those that nothing follows. The controller could tell
        // the segments of the last epoch, but only to those who may write.
        Set<Long> all = ids(connection.await(purpose, controller.getSuccessors(Cuts.toPravega(head()))).getSegments());
        Map<Long, CompletableFuture<StreamSegmentsWithPredecessors>> asked = all.stream()
                .collect(Collectors.toMap(segment -> segment, this::askSuccessors));
        return asked.entrySet().stream()
                .filter(segment -> connection.await(purpose, segment.getValue()).getSegmentToPredecessor().isEmpty())
                .map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Long> ids(Collection<Segment> segments) {
        return segments.stream().map(Segment::getSegmentId).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public Map<Long, SegmentState> states(Set<Long> segments) {
        Purpose purpose = purpose("find the segments of stream " + stream);
        Map<Long, CompletableFuture<Optional<SegmentState>>> asked = segments.stream()
                .collect(Collectors.toMap(segment -> segment, this::state));
        Map<Long, SegmentState> states = new HashMap<>();
        asked.forEach((segment, state) ->
                connection.await(purpose, state).ifPresent(known -> states.put(segment, known)));
        return states;
    }

    private CompletableFuture<Optional<SegmentState>> state(long segment) {
        SegmentRequests requests = new SegmentRequests(connection, stream, segment, tokens);
        return requests.state().whenComplete((state, failure) -> requests.close());
    }

    @Override
    public Map<Long, Set<Long>> successors(long segment) {
        return connection.await(purpose("find the successors of segment %s of stream %s"
                .formatted(SegmentIds.describe(segment), stream)), askSuccessors(segment))
                .getSegmentToPredecessor().entrySet().stream()
                .collect(Collectors.toMap(successor -> successor.getKey().getSegment().getSegmentId(),
                        successor -> Set.copyOf(successor.getValue())));
    }

    private CompletableFuture<StreamSegmentsWithPredecessors> askSuccessors(long segment) {
        return controller.getSuccessors(Cuts.segment(stream, segment));
    }

    @Override
    public List<SegmentSlice> slices(CutRange range) {
        if (range.withinSegments()) {
            CutOrder.require(range);
            return range.slices();
        }
        Map<Long, SegmentState> states = new HashMap<>(states(read(range.start().segments(), range)));
        // First of all: a stream that was made anew knows nothing of such cuts, and counts its epochs from 0 again.
        read(range.start().segments(), range).forEach(segment ->
                requireFrom(segment, range.start().offset(segment).orElse(0), states.get(segment)));
        CutOrder.require(range);
        Set<Long> between = read(between(range), range);
        Set<Long> others = new TreeSet<>(between);
        others.removeAll(states.keySet());
        states.putAll(states(others));
        return between.stream().map(segment -> slice(segment, range, states.get(segment)))
                .filter(slice -> !slice.isEmpty()).toList();
    }

    /**
     * Returns those of the segments that the range takes bytes from, as far as the cuts tell. The others may have been
     * read to their end and truncated away since.
     */
    private static Set<Long> read(Set<Long> segments, CutRange range) {
        return segments.stream()
                .filter(segment -> range.end().offset(segment).isEmpty()
                        || range.end().offset(segment).getAsLong() != range.start().offset(segment).orElse(0))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<Long> between(CutRange range) {
        Purpose purpose = purpose("find the segments of stream " + stream);
        CompletableFuture<StreamSegmentSuccessors> between =
                controller.getSegments(Cuts.toPravega(range.start()), Cuts.toPravega(range.end()));
        boolean prompt = connection.await(purpose, between.handle((segments, failure) -> true)
                .completeOnTimeout(false, PROMPT.toMillis(), TimeUnit.MILLISECONDS));
        if (!prompt) {
            CutOrder.requireReachable(range, segment -> successors(segment).keySet());
        }
        return ids(connection.await(purpose, between).getSegments());
    }

    private SegmentSlice slice(long segment, CutRange range, @Nullable SegmentState found) {
        long from = range.start().offset(segment).orElse(0);
        SegmentState state = requireFrom(segment, from, found);
        return new SegmentSlice(stream, segment, from, range.end().offset(segment).orElse(state.endOffset()));
    }

    private SegmentState requireFrom(long segment, long offset, @Nullable SegmentState state) {
        String what = "Cannot read segment %s of stream %s from offset %d: it was truncated "
                .formatted(SegmentIds.describe(segment), stream, offset);
        if (state == null) {
            throw new DataLossException(what + "away, or the stream was deleted");
        }
        if (offset < state.startOffset()) {
            throw new DataLossException(what + "up to offset " + state.startOffset());
        }
        return state;
    }

    @Override
    public List<SegmentDescription> segments() {
        return new SegmentHistory(connection, stream).describe(head(), this::states);
    }

    private Purpose purpose(String action) {
        return Purpose.reading(stream, action);
    }
}
