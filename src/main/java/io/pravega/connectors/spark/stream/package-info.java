// SPDX-License-Identifier: Apache-2.0
/**
 * Plain values that all other layers use: stream, cut, range between two cuts, slice of a segment, start and end of
 * reading. They are immutable, serializable and compared by value. No input or output belongs here, and no type of
 * Spark's or of Pravega's client.
 */
@NullMarked
package io.pravega.connectors.spark.stream;

import org.jspecify.annotations.NullMarked;
