// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.read.plan.ChosenStreams;
import io.pravega.connectors.spark.read.plan.PravegaOffset;
import io.pravega.connectors.spark.read.plan.ReadLimits;
import io.pravega.connectors.spark.read.plan.StreamPlanners;
import io.pravega.connectors.spark.read.plan.StreamsPlanner;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.jspecify.annotations.Nullable;

/**
 * A micro-batch stream whose offsets are stream cuts, one of each stream that it reads. It acquires its client on first
 * use: Spark makes all sources of a query before it can stop any.
 */
class PravegaMicroBatchStream implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {

    private final ClientFactory clients;
    private final ReadOptions options;
    private final PravegaPartitionReaderFactory readers;
    private final FirstOffset firstOffset;
    private @Nullable Session session;

    /** What is held from the first use of the stream until it is stopped. */
    private record Session(PravegaClient client, StreamsPlanner planner, Optional<ReleasedPosition> released) {
    }

    PravegaMicroBatchStream(ClientFactory clients, ReadOptions options, PravegaPartitionReaderFactory readers,
            String checkpointLocation) {
        this.clients = clients;
        this.options = options;
        this.readers = readers;
        firstOffset = new FirstOffset(checkpointLocation);
    }

    private synchronized Session session() {
        if (session == null) {
            PravegaClient client = clients.acquire(options.connection());
            try {
                Optional<ReleasedPosition> released = options.retentionGroup()
                        .map(group -> ReleasedPosition.open(client, options.stream(), group));
                session = new Session(client, new StreamsPlanner(new ChosenStreams(client.admin(), options,
                        System::nanoTime), new StreamPlanners(client, options), options.failOnDataLoss(),
                        System::nanoTime), released);
            } catch (RuntimeException e) {
                client.close();
                throw e;
            }
        }
        return session;
    }

    final StreamsPlanner planner() {
        return session().planner();
    }

    /** Returns the session, if there is one yet: reports open no connection. */
    private synchronized Optional<Session> used() {
        return Optional.ofNullable(session);
    }

    /** Reads the start of a batch. What lies before the first one after a (re)start was finished before. */
    final PravegaOffset startingAt(Offset start) {
        PravegaOffset own = own(start);
        session().released().ifPresent(released -> onlyCut(own).ifPresent(released::startAt));
        return own;
    }

    /** Returns the cut of a query that is of one stream. */
    private Optional<Cut> onlyCut(PravegaOffset offset) {
        return Optional.ofNullable(offset.cuts().get(options.stream()));
    }

    @Override
    public Offset initialOffset() {
        return ofThese(firstOffset.orElse(() -> session().planner().first()));
    }

    @Override
    public PravegaOffset deserializeOffset(String json) {
        return ofThese(PravegaOffset.parse(json));
    }

    /** Refuses the checkpoint of another query; one of more or fewer streams is that of a query that was changed. */
    private PravegaOffset ofThese(PravegaOffset offset) {
        Set<StreamId> before = offset.cuts().keySet();
        if (!before.isEmpty() && before.stream().noneMatch(options.streams()::includes)) {
            throw new IllegalArgumentException(("Cannot go on from the checkpoint: it is of stream %s, but the query "
                    + "reads stream %s").formatted(
                    before.stream().map(StreamId::toString).collect(Collectors.joining(",")), options.streams()));
        }
        return offset;
    }

    @Override
    public void prepareForTriggerAvailableNow() {
        session().planner().stopAtTail();
    }

    @Override
    public ReadLimit getDefaultReadLimit() {
        return ReadLimits.requested(options);
    }

    @Override
    public Offset latestOffset(Offset start, ReadLimit limit) {
        PravegaOffset first = startingAt(start);
        PravegaOffset end = session().planner().next(first, ReadLimits.of(limit));
        // The same object, so that a text of another writer's does not look like another place.
        return end.equals(first) ? start : end;
    }

    /** Refuses; Spark calls {@link #latestOffset(Offset, ReadLimit)} of a source that can be limited. */
    @Override
    public Offset latestOffset() {
        throw new UnsupportedOperationException("Cannot find the latest offset without a start and a limit");
    }

    @Override
    public @Nullable Offset reportLatestOffset() {
        return used().map(Session::planner).flatMap(StreamsPlanner::latest).orElse(null);
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start, Offset end) {
        PravegaOffset first = startingAt(start);
        PravegaOffset last = own(end);
        List<SegmentSlice> slices = session().planner().slices(first, last);
        return Packing.partitions(slices, readers.columns().haveTime() ? session().planner().times(slices, first, last)
                : Map.of(), options.maxPartitions());
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return readers;
    }

    @Override
    public Map<String, String> metrics(Optional<Offset> latestConsumedOffset) {
        Map<String, String> metrics = new HashMap<>();
        used().ifPresent(used -> {
            metrics.putAll(used.planner().metrics(latestConsumedOffset.map(this::own)));
            used.released().ifPresent(released -> metrics.putAll(released.metrics()));
        });
        return metrics;
    }

    /** Releases what Spark is through with, if the query is a subscriber; the events stay in the stream for others. */
    @Override
    public void commit(Offset end) {
        used().flatMap(Session::released).ifPresent(released ->
                onlyCut(own(end)).ifPresent(released::advanceTo));
    }

    @Override
    public synchronized void stop() {
        if (session != null) {
            session.planner().close();
            session.client().close();
            session = null;
        }
    }

    /** Names the source in the query's progress. */
    @Override
    public String toString() {
        return "pravega stream " + options.streams();
    }

    /** Reads an offset, which after a restart is of a class of Spark's own. */
    private PravegaOffset own(Offset offset) {
        return offset instanceof PravegaOffset own ? own : deserializeOffset(offset.json());
    }
}
