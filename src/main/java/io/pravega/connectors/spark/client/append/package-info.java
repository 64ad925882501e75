// SPDX-License-Identifier: Apache-2.0
/**
 * From events to buffers to the segment store's append protocol, for streams and for transactions alike. The
 * package {@code commit} decides about transactions.
 */
@NullMarked
package io.pravega.connectors.spark.client.append;

import org.jspecify.annotations.NullMarked;
