// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.ConsumptionGroup;
import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The position that a query has told the server it is through with. It is told asynchronously. While one position is on
 * its way, the next ones wait, and only the latest of them is sent. A failure is a warning and a number in the query's
 * progress: Pravega then keeps more than it must, and the next micro-batch makes up for it.
 */
final class ReleasedPosition {

    private static final Logger LOG = LoggerFactory.getLogger(ReleasedPosition.class);

    private final ConsumptionGroup group;
    private @Nullable Cut latest;
    private @Nullable Cut waiting;
    private boolean busy;
    private long failures;

    private ReleasedPosition(ConsumptionGroup group) {
        this.group = group;
    }

    /**
     * Opens the group, and warns when the stream has no retention policy.
     *
     * @throws IllegalArgumentException when the group is of another kind
     */
    static ReleasedPosition open(PravegaClient client, StreamId stream, String groupName) {
        ReleasedPosition position = new ReleasedPosition(client.consumptionGroup(stream, groupName));
        if (client.admin().describe(stream).filter(found -> found.options().retentionTime().isPresent()
                || found.options().retentionBytes().isPresent()).isEmpty()) {
            LOG.warn("Stream {} has no retention policy, so Pravega truncates nothing of what retention_group {} has "
                    + "read; set one that says how much is kept in any case, such as retention_size_bytes=1g",
                    stream, groupName);
        }
        return position;
    }

    /** Tells where the query begins, unless a position was told already: until then Pravega keeps nothing for it. */
    synchronized void startAt(Cut cut) {
        if (latest == null) {
            advanceTo(cut);
        }
    }

    /** Tells that nothing before the cut is needed any more. */
    synchronized void advanceTo(Cut cut) {
        if (latest == null || !cut.equals(latest)) {
            latest = cut;
            waiting = cut;
            sendWaiting();
        }
    }

    private void sendWaiting() {
        Cut cut = waiting;
        if (cut != null && !busy) {
            waiting = null;
            busy = true;
            var unused = group.release(cut).whenComplete((done, failure) -> answered(failure));
        }
    }

    private synchronized void answered(@Nullable Throwable failure) {
        busy = false;
        if (failure != null) {
            failures++;
            LOG.warn("Pravega may keep what a query has read, until it tells again: {}", failure.getMessage());
        }
        sendWaiting();
    }

    synchronized Map<String, String> metrics() {
        return Map.of("releaseFailures", Long.toString(failures));
    }
}
