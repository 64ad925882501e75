// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.Clock;
import io.pravega.connectors.spark.client.EventWriter;
import io.pravega.connectors.spark.write.commit.Digest;
import io.pravega.connectors.spark.write.commit.TaskCommit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one task writes to one stream. */
final class StreamPart implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamPart.class);

    private final @Nullable String stream;
    private final Supplier<EventWriter> opener;
    private final Digest.Builder digest;
    /** Opened by the first event, so that a task without rows costs nothing. */
    private @Nullable EventWriter events;
    private long latestMicros = TaskCommit.NO_TIME;

    /**
     * Makes a part.
     *
     * @param stream the stream's name in its scope; null when the job writes to one only
     * @param opener opens the writer of the task's events
     */
    StreamPart(@Nullable String stream, Supplier<EventWriter> opener, Digest.Builder digest) {
        this.stream = stream;
        this.opener = opener;
        this.digest = digest;
    }

    void write(@Nullable String key, byte[] bytes, int offset, int length) {
        if (events == null) {
            events = opener.get();
        }
        events.write(key, bytes, offset, length);
        digest.add(key, bytes, offset, length);
    }

    /** Notes the event time of a row. */
    void noteTime(long micros) {
        latestMicros = Math.max(latestMicros, micros);
    }

    /** Returns when all is durable. */
    TaskCommit flush(int partition) {
        if (events != null) {
            events.flush();
        }
        return new TaskCommit(partition, stream, transaction().orElse(null), digest.digest(), segments(),
                latestMicros);
    }

    Optional<UUID> transaction() {
        return events == null ? Optional.empty() : events.transactionId();
    }

    /** Returns in how many segments of the transaction there is something. */
    int segments() {
        return events == null || transaction().isEmpty() ? 0 : events.segments();
    }

    Digest digest() {
        return digest.digest();
    }

    void abort() {
        EventWriter open = events;
        if (open == null) {
            return;
        }
        Clock.uninterrupted(() -> {
            try {
                open.abort();
            } catch (RuntimeException e) {
                LOG.warn("Could not abort transaction {}, which will expire", transaction().orElse(null), e);
            }
        });
    }

    @Override
    public void close() {
        if (events != null) {
            events.close();
        }
    }
}
