// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.stream.SegmentSlice;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/** The slices that one task reads, one after the other, of one stream or of several. */
record PravegaInputPartition(List<SegmentSlice> slices) implements InputPartition {
}
