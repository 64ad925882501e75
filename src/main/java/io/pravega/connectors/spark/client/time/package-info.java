// SPDX-License-Identifier: Apache-2.0
/**
 * The event time of streams: what writers tell the controller, and the marks that it makes of that. What a time means
 * for a query is decided by the packages {@code read} and {@code write}.
 */
@NullMarked
package io.pravega.connectors.spark.client.time;

import org.jspecify.annotations.NullMarked;
