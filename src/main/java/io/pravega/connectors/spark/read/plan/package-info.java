// SPDX-License-Identifier: Apache-2.0
/**
 * The driver's decisions: which streams are read, from where to where, and what one micro-batch holds
 * ({@link io.pravega.connectors.spark.read.plan.BatchPlanner}). Free of I/O but for the interfaces of {@code client}
 * that it is given.
 */
@NullMarked
package io.pravega.connectors.spark.read.plan;

import org.jspecify.annotations.NullMarked;
