// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

/**
 * A segment at the moment of asking.
 *
 * @param startOffset offset of the first byte not truncated
 * @param endOffset offset after the last byte written
 * @param sealed whether nothing more will be written to it
 */
public record SegmentState(long startOffset, long endOffset, boolean sealed) {
}
