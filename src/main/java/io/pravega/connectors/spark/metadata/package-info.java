// SPDX-License-Identifier: Apache-2.0
/**
 * Tables about streams, which option {@code metadata} asks for. They are small, and the driver alone fills them;
 * nothing here reads an event.
 */
@NullMarked
package io.pravega.connectors.spark.metadata;

import org.jspecify.annotations.NullMarked;
