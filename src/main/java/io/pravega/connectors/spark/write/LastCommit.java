// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.connectors.spark.write.commit.Digest;
import io.pravega.connectors.spark.write.commit.TaskCommit;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of the last commit to a table, which a streaming query reports in its progress, and the latest event times
 * that were noted with one.
 */
public final class LastCommit {

    private volatile Map<String, String> last = Map.of();
    private volatile Duration time = Duration.ZERO;
    private final Map<StreamId, Long> latestMillis = new HashMap<>();

    /**
     * Returns, by name, how many transactions, segments of them, events and bytes, and how long it took in ms; empty
     * before the first.
     */
    public Map<String, String> metrics() {
        return last;
    }

    /** Returns how long the last commit took; zero before the first. */
    Duration time() {
        return time;
    }

    /** Moves a stream's latest event time forward; returns whether it is later than the one before. */
    synchronized boolean advanceTime(StreamId stream, long millis) {
        boolean later = millis > latestMillis.getOrDefault(stream, Long.MIN_VALUE);
        latestMillis.merge(stream, millis, Math::max);
        return later;
    }

    /** @param tasks those whose rows became visible */
    void set(List<TaskCommit> tasks, Duration took) {
        Digest total = TaskCommit.total(tasks);
        time = took;
        last = Map.of(
                SinkMetrics.TRANSACTIONS, Long.toString(tasks.stream().filter(t -> t.transaction() != null).count()),
                SinkMetrics.TRANSACTION_SEGMENTS,
                Long.toString(tasks.stream().mapToLong(TaskCommit::segments).sum()),
                SinkMetrics.EVENTS, Long.toString(total.events()),
                SinkMetrics.BYTES, Long.toString(total.bytes()),
                SinkMetrics.COMMIT_TIME, Long.toString(took.toMillis()));
    }
}
