// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.WriterClock;
import io.pravega.connectors.spark.options.ConnectionOptions;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.connectors.spark.write.commit.TaskCommit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The notes of how far in time a query has written, of which Pravega makes the stream's marks. A note follows a commit,
 * when the events that it speaks of can be read. The name under which it is made stays the same when the query is
 * restarted. Times only go forward.
 */
final class EventTimeNotes {

    private static final Logger LOG = LoggerFactory.getLogger(EventTimeNotes.class);
    private static final long MICROS_PER_MILLI = 1000;

    private final StreamId target;
    private final String writer;
    private final boolean goesOn;
    private final LastCommit lastCommit;

    private EventTimeNotes(StreamId target, String writer, boolean goesOn, LastCommit lastCommit) {
        this.target = target;
        this.writer = writer;
        this.goesOn = goesOn;
        this.lastCommit = lastCommit;
    }

    /** Makes the notes of a streaming query to a stream, or to several of its scope. */
    static EventTimeNotes ofQuery(StreamId target, String queryId, LastCommit lastCommit) {
        return new EventTimeNotes(target, queryId, true, lastCommit);
    }

    /** Makes the note of a batch, after which no mark waits for it. */
    static EventTimeNotes ofBatch(StreamId target, String id, LastCommit lastCommit) {
        // An application's name may have characters that the controller does not take.
        return new EventTimeNotes(target,
                UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString(), false, lastCommit);
    }

    /** Finds the latest time of the tasks' rows in each stream, in ms since 1970; none where no row had a time. */
    SortedMap<StreamId, Long> latest(List<TaskCommit> tasks) {
        SortedMap<StreamId, Long> latest = new TreeMap<>();
        // Rounded up: a mark promises that nothing before it is later.
        tasks.stream().filter(TaskCommit::hasTime).forEach(task -> latest.merge(task.streamIn(target),
                -Math.floorDiv(-task.latestMicros(), MICROS_PER_MILLI), Math::max));
        return latest;
    }

    /**
     * Notes the times, each unless this query has noted one as late before. What was committed stays so if that fails:
     * it is a warning.
     */
    void note(PravegaClient client, SortedMap<StreamId, Long> latest) {
        news(latest).forEach((stream, millis) -> noted(stream, () -> send(client, stream, millis)));
    }

    /** Does the same with a client that is acquired only if there is something to note. */
    void note(ClientFactory clients, ConnectionOptions connection, List<TaskCommit> tasks) {
        SortedMap<StreamId, Long> news = news(latest(tasks));
        if (!news.isEmpty()) {
            noted(target, () -> {
                try (PravegaClient client = clients.acquireAgain(connection)) {
                    news.forEach((stream, millis) -> noted(stream, () -> send(client, stream, millis)));
                }
            });
        }
    }

    private SortedMap<StreamId, Long> news(SortedMap<StreamId, Long> latest) {
        SortedMap<StreamId, Long> news = new TreeMap<>(latest);
        news.entrySet().removeIf(entry -> !lastCommit.advanceTime(entry.getKey(), entry.getValue()));
        return news;
    }

    private static void noted(StreamId stream, Runnable note) {
        try {
            note.run();
        } catch (PravegaException e) {
            LOG.warn("The events are in stream {}, but readers are not told how far in time they go: {}", stream,
                    e.getMessage());
        }
    }

    private void send(PravegaClient client, StreamId stream, long millis) {
        WriterClock clock = client.writerClock(stream, writer);
        clock.note(millis, client.directory(stream).tail());
        if (!goesOn) {
            clock.leave();
        }
    }
}
