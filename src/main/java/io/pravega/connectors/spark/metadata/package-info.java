// SPDX-License-Identifier: Apache-2.0
/**
 * Tables that tell of streams instead of reading them: option {@code metadata}. They are small and answered on the
 * driver; nothing here reads an event.
 */
@NullMarked
package io.pravega.connectors.spark.metadata;

import org.jspecify.annotations.NullMarked;
