// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.stream.SegmentSlice;
import java.util.List;
import org.apache.spark.sql.connector.read.streaming.PartitionOffset;

/**
 * The part of an offset that one task in real-time mode has reached.
 *
 * @param positions where to go on in the segments that it followed last; they have no end
 */
record RealTimeOffset(List<SegmentSlice> positions) implements PartitionOffset {

    private static final long serialVersionUID = 1L;
}
