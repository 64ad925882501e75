// SPDX-License-Identifier: Apache-2.0
/**
 * The source. Spark's interfaces ({@code Pravega…}) hold no rules of their own. What a micro-batch holds is decided by
 * {@link io.pravega.connectors.spark.read.BatchPlanner}, how its slices become tasks by
 * {@link io.pravega.connectors.spark.read.Packing}, both free of I/O but for the interfaces they are given. On the
 * executors {@link io.pravega.connectors.spark.read.EventReader} hands events to Spark in columns. Nothing that
 * writes, and nothing of Pravega's own API, belongs here.
 */
@NullMarked
package io.pravega.connectors.spark.read;

import org.jspecify.annotations.NullMarked;
