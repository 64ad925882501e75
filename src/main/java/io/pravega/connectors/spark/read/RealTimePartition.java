// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.stream.SegmentSlice;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * The segments that one task follows for as long as a batch in real-time mode takes.
 *
 * @param slices where each of them begins to be read; they have no end
 */
record RealTimePartition(List<SegmentSlice> slices) implements InputPartition {
}
