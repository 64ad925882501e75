// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.pravega.client.control.impl.Controller;
import io.pravega.client.segment.impl.Segment;
import io.pravega.client.stream.impl.SegmentWithRange.Range;
import io.pravega.client.stream.impl.StreamSegmentsWithPredecessors;
import io.pravega.connectors.spark.client.RefusedException;
import io.pravega.connectors.spark.client.SegmentDescription;
import io.pravega.connectors.spark.client.SegmentState;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.SegmentIds;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of a stream from its head on, with their places in the key space. The controller tells key ranges only
 * of the open segments, of those that follow another, and, to who may write, of all in an epoch.
 */
final class SegmentHistory {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentHistory.class);

    private final Connection connection;
    private final Controller controller;
    private final StreamId stream;
    private final Purpose purpose;
    private final Map<Long, Range> ranges = new HashMap<>();

    SegmentHistory(Connection connection, StreamId stream) {
        this.connection = connection;
        this.controller = connection.controller();
        this.stream = stream;
        this.purpose = Purpose.reading(stream, "describe the segments of stream " + stream);
    }

    /** @param states asks for the state of segments, without those that no longer exist */
    List<SegmentDescription> describe(Cut head, Function<Set<Long>, Map<Long, SegmentState>> states) {
        Set<Long> all = connection.await(purpose, controller.getSuccessors(Cuts.toPravega(head))).getSegments().stream()
                .map(Segment::getSegmentId).collect(Collectors.toSet());
        ranges.putAll(KeyRanges.of(connection.await(purpose,
                controller.getCurrentSegments(stream.scope(), stream.name()))));
        Map<Long, SegmentState> found = new TreeMap<>(states.apply(all));
        Map<Long, Set<Long>> successors = successors(found);
        askEpochs(found.keySet());
        return found.entrySet().stream().map(segment -> {
            Optional<Range> range = Optional.ofNullable(ranges.get(segment.getKey()));
            return new SegmentDescription(segment.getKey(), bound(range.map(Range::getLow)),
                    bound(range.map(Range::getHigh)), segment.getValue(),
                    successors.getOrDefault(segment.getKey(), Set.of()));
        }).toList();
    }

    private static OptionalDouble bound(Optional<Double> bound) {
        return bound.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    /** Asks what follows each sealed segment, and learns where that lies. */
    private Map<Long, Set<Long>> successors(Map<Long, SegmentState> segments) {
        Map<Long, CompletableFuture<StreamSegmentsWithPredecessors>> asked = segments.entrySet().stream()
                .filter(segment -> segment.getValue().sealed())
                .collect(Collectors.toMap(Map.Entry::getKey,
                        segment -> controller.getSuccessors(Cuts.segment(stream, segment.getKey()))));
        Map<Long, Set<Long>> successors = new HashMap<>();
        asked.forEach((segment, answer) -> {
            Set<Long> following = new TreeSet<>();
            connection.await(purpose, answer).getSegmentToPredecessor().keySet().forEach(successor -> {
                following.add(successor.getSegment().getSegmentId());
                ranges.put(successor.getSegment().getSegmentId(), successor.getRange());
            });
            successors.put(segment, following);
        });
        return successors;
    }

    /** Learns where those lie that nothing else tells of: the sealed ones among the first. */
    private void askEpochs(Set<Long> segments) {
        Set<Integer> epochs = segments.stream().filter(segment -> !ranges.containsKey(segment))
                .map(SegmentIds::epoch).collect(Collectors.toCollection(TreeSet::new));
        for (int epoch : epochs) {
            try {
                ranges.putAll(KeyRanges.of(connection.await(purpose,
                        controller.getEpochSegments(stream.scope(), stream.name(), epoch))));
            } catch (RefusedException e) {
                LOG.debug("The key ranges of epoch {} of stream {} stay unknown", epoch, stream, e);
                return;
            }
        }
    }
}
