// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.DataLossException;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.jspecify.annotations.Nullable;

/**
 * A micro-batch stream whose offsets are stream cuts. It acquires its client on first use: Spark makes all sources of a
 * query before it can stop any.
 */
final class PravegaMicroBatchStream implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {

    private final ClientFactory clients;
    private final ReadOptions options;
    private final StreamId stream;
    private final PravegaPartitionReaderFactory readers;
    private final ReadBounds bounds;
    private final FirstOffset firstOffset;
    private @Nullable Session session;

    /** What is held from the first use of the stream until it is stopped. */
    private record Session(PravegaClient client, StreamDirectory directory, StreamPlanner planner,
            Optional<ReleasedPosition> released) {
    }

    PravegaMicroBatchStream(ClientFactory clients, ReadOptions options, PravegaPartitionReaderFactory readers,
            String checkpointLocation) {
        this.clients = clients;
        this.options = options;
        this.readers = readers;
        stream = options.stream();
        bounds = ReadBounds.ofStream(options);
        firstOffset = new FirstOffset(checkpointLocation);
    }

    private synchronized Session session() {
        if (session == null) {
            PravegaClient client = clients.acquire(options.connection());
            try {
                StreamDirectory directory = client.directory(stream);
                session = new Session(client, directory, new StreamPlanner(directory, client.events(),
                        options.failOnDataLoss(), bounds.endCut(directory), System::nanoTime),
                        options.retentionGroup().map(group -> ReleasedPosition.open(client, stream, group)));
            } catch (RuntimeException e) {
                client.close();
                throw e;
            }
        }
        return session;
    }

    /** Returns the session, if there is one yet: reports open no connection. */
    private synchronized Optional<Session> used() {
        return Optional.ofNullable(session);
    }

    /** Reads the start of a batch. What lies before the first one after a (re)start was finished before. */
    private Cut startingAt(Offset start) {
        Cut cut = own(start).cut();
        session().released().ifPresent(released -> released.startAt(cut));
        return cut;
    }

    @Override
    public Offset initialOffset() {
        return ofThisStream(firstOffset.orElse(() -> bounds.startCut(session().directory())));
    }

    @Override
    public PravegaOffset deserializeOffset(String json) {
        return ofThisStream(PravegaOffset.parse(json));
    }

    private PravegaOffset ofThisStream(PravegaOffset offset) {
        if (!offset.cut().stream().equals(stream)) {
            throw new IllegalArgumentException(("Cannot go on from the checkpoint: it is of stream %s, but the query "
                    + "reads stream %s").formatted(offset.cut().stream(), stream));
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
        StreamPlanner planner = session().planner();
        Cut first = startingAt(start);
        Cut end = whileItExists(() -> planner.next(first, ReadLimits.of(limit)));
        if (end.equals(first)) {
            // The same object, so that a text of another writer's does not look like another place.
            return start;
        }
        Cut from = planner.readFrom(first, end);
        return from.equals(first) ? PravegaOffset.of(end) : PravegaOffset.of(List.of(end), List.of(from));
    }

    /** Refuses; Spark calls {@link #latestOffset(Offset, ReadLimit)} of a source that can be limited. */
    @Override
    public Offset latestOffset() {
        throw new UnsupportedOperationException("Cannot find the latest offset without a start and a limit");
    }

    @Override
    public @Nullable Offset reportLatestOffset() {
        return used().map(Session::planner).flatMap(StreamPlanner::latest).map(PravegaOffset::of).orElse(null);
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start, Offset end) {
        PravegaOffset last = own(end);
        Cut first = startingAt(start);
        Cut from = last.readFrom(stream).orElse(first);
        List<SegmentSlice> slices = whileItExists(() -> session().planner().slices(from, last.cut()));
        return Packing.partitions(stream, slices, options.maxPartitions());
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return readers;
    }

    @Override
    public Map<String, String> metrics(Optional<Offset> latestConsumedOffset) {
        Map<String, String> metrics = new HashMap<>();
        used().ifPresent(used -> {
            metrics.putAll(used.planner().metrics(latestConsumedOffset.map(end -> own(end).cut())));
            used.released().ifPresent(released -> metrics.putAll(released.metrics()));
        });
        return metrics;
    }

    /** Releases what Spark is through with, if the query is a subscriber; the events stay in the stream for others. */
    @Override
    public void commit(Offset end) {
        used().flatMap(Session::released).ifPresent(released -> released.advanceTo(own(end).cut()));
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
        return "pravega stream " + stream;
    }

    /** Reads an offset, which after a restart is of a class of Spark's own. */
    private PravegaOffset own(Offset offset) {
        return offset instanceof PravegaOffset own ? own : deserializeOffset(offset.json());
    }

    /** Asks the server; a failure is told as what it is when the stream was deleted under the query. */
    private <T> T whileItExists(Supplier<T> question) {
        try {
            return question.get();
        } catch (PravegaException e) {
            if (isDeleted(e)) {
                throw new DataLossException(("Cannot read on: stream %s was deleted; once it is made anew, a query "
                        + "with fail_on_data_loss=false goes on at the earliest event there is").formatted(stream), e);
            }
            throw e;
        }
    }

    private boolean isDeleted(PravegaException failure) {
        try {
            return !session().client().admin().streamExists(stream);
        } catch (PravegaException e) {
            failure.addSuppressed(e);
            return false;
        }
    }
}
