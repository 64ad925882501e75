// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.ClientFactory;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.WriterClock;
import io.pravega.connectors.spark.options.ConnectionOptions;
import io.pravega.connectors.spark.stream.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
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

    private final StreamId stream;
    private final String writer;
    private final boolean goesOn;
    private final LastCommit lastCommit;

    private EventTimeNotes(StreamId stream, String writer, boolean goesOn, LastCommit lastCommit) {
        this.stream = stream;
        this.writer = writer;
        this.goesOn = goesOn;
        this.lastCommit = lastCommit;
    }

    /** Makes the notes of a streaming query. */
    static EventTimeNotes ofQuery(StreamId stream, String queryId, LastCommit lastCommit) {
        return new EventTimeNotes(stream, queryId, true, lastCommit);
    }

    /** Makes the note of a batch, after which no mark waits for it. */
    static EventTimeNotes ofBatch(StreamId stream, String id, LastCommit lastCommit) {
        // An application's name may have characters that the controller does not take.
        return new EventTimeNotes(stream,
                UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString(), false, lastCommit);
    }

    /** Finds the latest time of the tasks' rows, in ms since 1970; empty when none of them had a time. */
    static OptionalLong latest(List<TaskCommit> tasks) {
        OptionalLong micros = tasks.stream().filter(TaskCommit::hasTime).mapToLong(TaskCommit::latestMicros).max();
        // Rounded up: a mark promises that nothing before it is later.
        return micros.isEmpty() ? micros
                : OptionalLong.of(-Math.floorDiv(-micros.getAsLong(), MICROS_PER_MILLI));
    }

    /**
     * Notes the time, unless this query has noted one as late before. What was committed stays so if that fails: it is
     * a warning.
     */
    void note(PravegaClient client, OptionalLong millis) {
        if (isNews(millis)) {
            noted(() -> send(client, millis.getAsLong()));
        }
    }

    /** Does the same with a client that is acquired only if there is something to note. */
    void note(ClientFactory clients, ConnectionOptions connection, OptionalLong millis) {
        if (isNews(millis)) {
            noted(() -> {
                try (PravegaClient client = clients.acquireAgain(connection)) {
                    send(client, millis.getAsLong());
                }
            });
        }
    }

    private boolean isNews(OptionalLong millis) {
        return millis.isPresent() && lastCommit.advanceTime(millis.getAsLong());
    }

    private void noted(Runnable note) {
        try {
            note.run();
        } catch (PravegaException e) {
            LOG.warn("The events are in stream {}, but readers are not told how far in time they go: {}", stream,
                    e.getMessage());
        }
    }

    private void send(PravegaClient client, long millis) {
        WriterClock clock = client.writerClock(stream, writer);
        clock.note(millis, client.directory(stream).tail());
        if (!goesOn) {
            clock.leave();
        }
    }
}
