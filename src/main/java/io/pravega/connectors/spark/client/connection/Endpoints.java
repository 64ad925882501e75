// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.pravega.client.control.impl.CachedPravegaNodeUri;
import io.pravega.client.segment.impl.Segment;
import io.pravega.common.util.SimpleCache;
import io.pravega.shared.protocol.netty.PravegaNodeUri;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the controller's client: which server has which segment. The client corrects it segment by segment, so
 * that each segment of a paused server would cost the time of one request before it is found on another server. This
 * one also forgets all segments of a server at once, and does not remember failures.
 */
final class Endpoints extends SimpleCache<Segment, CachedPravegaNodeUri> {

    private static final int MOST_SEGMENTS = 10_000;
    /** As in Pravega's client. */
    private static final Duration LONGEST_UNUSED = Duration.ofMinutes(5);

    /** When a server was last found not to answer, by {@link System#nanoTime}. */
    private final Map<PravegaNodeUri, Long> distrusted = new ConcurrentHashMap<>();

    Endpoints() {
        super(MOST_SEGMENTS, LONGEST_UNUSED, null);
    }

    /** Forgets which segments the server has. */
    void distrust(PravegaNodeUri server) {
        distrusted.put(server, System.nanoTime());
    }

    /** Returns what is known of a segment's server, or is being asked; null when the controller must be asked. */
    @Override
    public @Nullable CachedPravegaNodeUri get(Segment segment) {
        CachedPravegaNodeUri known = super.get(segment);
        return known == null || isForgotten(known) ? null : known;
    }

    private boolean isForgotten(CachedPravegaNodeUri known) {
        CompletableFuture<PravegaNodeUri> server = known.getPravegaNodeUri();
        if (!server.isDone()) {
            return false;
        }
        if (server.isCompletedExceptionally()) {
            return true;
        }
        Long since = distrusted.get(server.join());
        return since != null && System.nanoTime() - known.getTimer().getElapsedNanos() - since < 0;
    }
}
