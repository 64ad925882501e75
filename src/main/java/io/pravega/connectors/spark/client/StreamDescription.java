// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.options.StreamCreationOptions;
import java.util.Set;

/**
 * How a stream is set up.
 *
 * @param options what would create a stream with the same scaling, retention and rollover
 * @param tags what users noted on the stream
 */
public record StreamDescription(StreamCreationOptions options, Set<String> tags) {
}
