// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.client.SegmentState;
import io.pravega.connectors.spark.stream.Cut;
import java.util.List;
import java.util.Map;

/**
 * What a micro-batch holds.
 *
 * @param start where the batch before it ended
 * @param from where it begins to read: {@code start}, with what was read to its end replaced by what follows it, and
 *     behind what was lost
 * @param end where it ends
 * @param bytes what it reads
 * @param backlog what it could have read without a limit
 * @param ripe whether waiting for more would be in vain for some of the backlog: it is the last of its segment
 * @param states the segments of {@code end}, as they were found; one that no longer exists as ending where it
 *     was read up to
 * @param losses what was lost between {@code start} and {@code from}
 */
record BatchPlan(Cut start, Cut from, Cut end, long bytes, long backlog, boolean ripe, Map<Long, SegmentState> states,
        List<Loss> losses) {

    /** Whether it comes near what is allowed, so that it is not worth while to look for more. */
    boolean isFull(long maxBytes) {
        return bytes < backlog || (bytes > 0 && bytes >= maxBytes / 2);
    }
}
