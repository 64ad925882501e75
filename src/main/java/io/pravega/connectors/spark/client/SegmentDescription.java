// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import java.util.OptionalDouble;
import java.util.Set;

/**
 * A segment, and its place among the others.
 *
 * @param low where its part of the key space, which is from 0 to 1, begins; empty when the server does not tell
 * @param high where its part of the key space ends
 * @param successors the segments that follow it; empty while it is open, and when the stream was sealed
 */
public record SegmentDescription(long id, OptionalDouble low, OptionalDouble high, SegmentState state,
        Set<Long> successors) {
}
