// SPDX-License-Identifier: Apache-2.0
/**
 * From the bytes of segments to events, and from the controller's answers to cuts and slices. It speaks the segment
 * store's read protocol itself, so that no event costs a lock or a copy. Nothing here writes.
 */
@NullMarked
package io.pravega.connectors.spark.client.read;

import org.jspecify.annotations.NullMarked;
