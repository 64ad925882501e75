// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.client.SegmentState;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.stream.Cut;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The segments that a stream is being read from, each with its position. Together they are always a valid stream cut.
 * Once advanced, it holds no segment that has been read to its end, except one that nothing follows and one that is
 * merged with others which have not been read to their ends.
 */
public final class Frontier {

    private final StreamDirectory directory;
    private final ReadEnd readEnd;
    private final boolean failOnDataLoss;
    private final Cut start;
    private final Map<Long, SegmentState> previousStates;

    private final TreeMap<Long, Long> positions;
    private final Map<Long, SegmentState> states = new HashMap<>();
    private final Set<Long> missing = new HashSet<>();
    private final List<Loss> losses = new ArrayList<>();

    /** @param previousStates the states of segments when {@code start} was reached */
    public Frontier(StreamDirectory directory, ReadEnd readEnd, boolean failOnDataLoss, Cut start,
            Map<Long, SegmentState> previousStates) {
        this.directory = directory;
        this.readEnd = readEnd;
        this.failOnDataLoss = failOnDataLoss;
        this.start = start;
        this.previousStates = previousStates;
        positions = new TreeMap<>(start.offsets());
    }

    /** Asks for the segments' states and replaces those read to their end, until there are none left. */
    public void advance() {
        do {
            fetchStates();
        } while (replaceExhausted());
    }

    public Cut cut() {
        return Cut.of(start.stream(), positions);
    }

    /** Returns, for each segment with something to read, the offset up to which it can be read. */
    Map<Long, Long> readableEnds() {
        Map<Long, Long> ends = new TreeMap<>();
        positions.forEach((segment, position) -> {
            long end = readEnd.endIn(segment, state(segment).endOffset());
            if (end > position) {
                ends.put(segment, end);
            }
        });
        return ends;
    }

    /** Tells whether there is something to read in a segment that will never hold more to be read. */
    boolean holdsLastOfSegment() {
        return readableEnds().entrySet().stream().anyMatch(end -> state(end.getKey()).sealed()
                || end.getValue() == readEnd.endIn(end.getKey(), Long.MAX_VALUE));
    }

    /** Returns the segments as they were found; one that no longer exists counts as sealed at its position. */
    Map<Long, SegmentState> states() {
        return states;
    }

    public List<Loss> losses() {
        return losses;
    }

    private long position(long segment) {
        return Objects.requireNonNull(positions.get(segment));
    }

    private SegmentState state(long segment) {
        return Objects.requireNonNull(states.get(segment));
    }

    private void fetchStates() {
        Set<Long> unseen = new TreeSet<>(positions.keySet());
        unseen.removeAll(states.keySet());
        if (unseen.isEmpty()) {
            return;
        }
        Map<Long, SegmentState> found = directory.states(unseen);
        for (long segment : unseen) {
            SegmentState state = found.get(segment);
            if (state == null) {
                state = markMissing(segment);
            }
            states.put(segment, state);
            if (!reachedEnd(segment)) {
                skipTruncated(segment, state);
            }
        }
    }

    /**
     * Lets a segment that no longer exists count as read to its end. That is a loss, unless it is known that nothing
     * was left to read. After a restart it is not known: neither checkpoint nor server tells where the segment ended.
     */
    private SegmentState markMissing(long segment) {
        long position = position(segment);
        if (!reachedEnd(segment) && !isExhausted(segment, previousStates.get(segment))) {
            reportLoss(Loss.vanished(start.stream(), segment, position));
        }
        missing.add(segment);
        return new SegmentState(position, position, true);
    }

    /** Moves the position behind what was truncated. */
    private void skipTruncated(long segment, SegmentState state) {
        long position = position(segment);
        if (position > state.endOffset()) {
            reportLoss(Loss.overrun(start.stream(), segment, position, state.endOffset()));
            positions.put(segment, state.startOffset());
        } else if (position < state.startOffset()) {
            reportLoss(Loss.truncated(start.stream(), segment, position, state.startOffset()));
            positions.put(segment, state.startOffset());
        }
    }

    private void reportLoss(Loss loss) {
        if (failOnDataLoss) {
            throw loss.asError();
        }
        losses.add(loss);
    }

    /** Tells whether nothing more is wanted from the segment, nor from what follows it. */
    private boolean reachedEnd(long segment) {
        return readEnd.holds(segment) && position(segment) >= readEnd.endIn(segment, Long.MAX_VALUE);
    }

    private boolean isExhausted(long segment, @Nullable SegmentState state) {
        return state != null && state.sealed() && position(segment) >= state.endOffset();
    }

    private boolean isExhausted(long segment) {
        return positions.containsKey(segment) && !readEnd.holds(segment) && isExhausted(segment, states.get(segment));
    }

    /** Replaces segments read to their end by their successors, where all predecessors of those have been. */
    private boolean replaceExhausted() {
        boolean replaced = false;
        for (long segment : List.copyOf(positions.keySet())) {
            if (isExhausted(segment)) {
                Optional<Generation> generation = generation(segment);
                generation.ifPresent(this::replace);
                replaced |= generation.isPresent();
            }
        }
        return replaced;
    }

    /** Segments that can only be replaced together, and what replaces them. */
    private record Generation(Set<Long> parents, Map<Long, Long> children) {
    }

    private void replace(Generation generation) {
        positions.keySet().removeAll(generation.parents());
        states.keySet().removeAll(generation.parents());
        missing.removeAll(generation.parents());
        positions.putAll(generation.children());
    }

    private Optional<Generation> generation(long segment) {
        Set<Long> parents = new TreeSet<>(Set.of(segment));
        Map<Long, Long> children = new TreeMap<>();
        Deque<Long> open = new ArrayDeque<>(parents);
        while (!open.isEmpty()) {
            long parent = open.pop();
            if (!isExhausted(parent)) {
                return Optional.empty();
            }
            Map<Long, Set<Long>> successors = directory.successors(parent);
            if (successors.isEmpty()) {
                return missing.contains(parent) ? Optional.of(restartAtHead(parent)) : Optional.empty();
            }
            successors.forEach((child, itsParents) -> {
                children.put(child, 0L);
                itsParents.stream().filter(parents::add).forEach(open::push);
            });
        }
        return Optional.of(new Generation(parents, children));
    }

    /** Goes to the head of the stream as it is now, because the segment and what follows it are unknown. */
    private Generation restartAtHead(long segment) {
        Loss loss = Loss.replaced(start.stream(), segment, position(segment));
        Cut head = directory.head();
        if (head.segments().contains(segment)) {
            throw loss.asError();
        }
        reportLoss(loss);
        return new Generation(Set.copyOf(positions.keySet()), head.offsets());
    }
}
