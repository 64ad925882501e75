// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.stream.SegmentSlice;

/** Finds offsets at which a micro-batch may end; the seam at which a server's own answer can take over. */
@FunctionalInterface
interface EventBoundaries {

    /**
     * @return the last offset between two events of the slice at most {@code maxBytes} after its start, but at least
     *     one event after it
     */
    long within(SegmentSlice slice, long maxBytes);
}
