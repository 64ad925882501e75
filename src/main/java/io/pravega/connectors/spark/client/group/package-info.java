// SPDX-License-Identifier: Apache-2.0
/**
 * Reader groups that do not read: names under which queries tell the controller what they are through with. When that
 * is told is decided by the package {@code read}.
 */
@NullMarked
package io.pravega.connectors.spark.client.group;

import org.jspecify.annotations.NullMarked;
