// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.client.SegmentState;
import io.pravega.connectors.spark.stream.Cut;
import java.util.List;
import java.util.Map;

/**
 * The content of a micro-batch, of one stream.
 *
 * @param start where the batch before it ended
 * @param from where it begins to read: {@code start}, with what was read to its end replaced by what follows it, and
 *     behind what was lost
 * @param end where it ends
 * @param bytes how much it reads
 * @param backlog how much it could have read without a limit
 * @param ripe whether some of the backlog is the last of its segment, so that waiting for more of it would be in vain
 * @param states the segments of {@code end}, as they were found; one that no longer exists counts as sealed at its
 *     position
 * @param losses what was lost between {@code start} and {@code from}
 */
public record BatchPlan(Cut start, Cut from, Cut end, long bytes, long backlog, boolean ripe,
        Map<Long, SegmentState> states, List<Loss> losses) {
}
