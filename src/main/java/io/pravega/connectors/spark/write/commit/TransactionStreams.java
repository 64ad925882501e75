// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit;

import io.pravega.connectors.spark.stream.StreamId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The streams of a job's transactions, as its tasks or the ledger have told. An id alone tells a transaction from those
 * of all streams, for Pravega's controllers number them with one counter for the whole cluster.
 */
public final class TransactionStreams {

    private final WriteJob job;
    private final Map<UUID, StreamId> streams = new ConcurrentHashMap<>();

    public TransactionStreams(WriteJob job) {
        this.job = job;
    }

    /** Returns the ids of those transactions that there are, and notes whose they are. */
    public List<UUID> ids(Collection<TaskCommit> tasks) {
        if (job.several()) {
            tasks.stream().filter(task -> task.transaction() != null)
                    .forEach(task -> streams.put(task.transaction(), task.streamIn(job.stream())));
        }
        return tasks.stream().map(TaskCommit::transaction).filter(Objects::nonNull).toList();
    }

    /** Returns the same ids by stream, each in the order of the tasks. */
    Collection<List<UUID>> idsByStream(Collection<TaskCommit> tasks) {
        return tasks.stream().collect(Collectors.groupingBy(task -> task.streamIn(job.stream()), LinkedHashMap::new,
                Collectors.collectingAndThen(Collectors.toList(), this::ids))).values();
    }

    /** Returns the stream of a transaction whose id was asked for here. */
    public StreamId of(UUID transaction) {
        return job.several() ? Objects.requireNonNull(streams.get(transaction)) : job.stream();
    }
}
