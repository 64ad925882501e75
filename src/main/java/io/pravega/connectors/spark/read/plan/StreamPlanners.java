// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.ReadPoint;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The planners of a query's streams, each made when it is first asked for. Safe for use by several threads. */
public final class StreamPlanners {

    private final PravegaClient client;
    private final ReadOptions options;
    private final Map<StreamId, StreamPlanner> planners = new ConcurrentHashMap<>();

    public StreamPlanners(PravegaClient client, ReadOptions options) {
        this.client = client;
        this.options = options;
    }

    StreamPlanner of(StreamId stream) {
        return planners.computeIfAbsent(stream, id -> {
            StreamDirectory directory = client.directory(id);
            return new StreamPlanner(directory, client.events(), options.failOnDataLoss(),
                    ReadBounds.ofStream(options, id).endCut(directory), knowsTime()
                    ? Optional.of(new PassedMarks(client.marks(id), directory::segments)) : Optional.empty());
        });
    }

    /** Tells whether the query looks at marks of event time at all. */
    private boolean knowsTime() {
        return options.timeBounds() || options.start().filter(ReadPoint.AtTime.class::isInstance).isPresent();
    }

    /** Returns those that were made, by stream. */
    SortedMap<StreamId, StreamPlanner> made() {
        return new TreeMap<>(planners);
    }

    void forget(StreamId stream) {
        planners.remove(stream);
    }

    /** Returns where a query that has not read anything yet begins to read the stream. */
    Cut first(StreamId stream) {
        return ReadBounds.ofStream(options, stream).startCut(client.directory(stream), client.marks(stream));
    }

    /** Returns where a query that has read other streams begins to read this one, too. */
    Cut joining(StreamId stream) {
        return ReadBounds.ofNewStream(options, stream).startCut(client.directory(stream), client.marks(stream));
    }

    boolean isDeleted(StreamId stream, PravegaException failure) {
        try {
            return !client.admin().streamExists(stream);
        } catch (PravegaException e) {
            failure.addSuppressed(e);
            return false;
        }
    }
}
