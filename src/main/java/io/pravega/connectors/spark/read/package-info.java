// SPDX-License-Identifier: Apache-2.0
/**
 * The source. Spark's interfaces ({@code Pravega…}) hold no rules of their own. What a micro-batch holds is decided in
 * {@code plan}, how its slices become tasks by {@link io.pravega.connectors.spark.read.Packing}. On the executors
 * {@link io.pravega.connectors.spark.read.EventReader} and its like hand events to Spark, as {@code rows} makes them.
 * Nothing that writes, and nothing of Pravega's own API, belongs here.
 */
@NullMarked
package io.pravega.connectors.spark.read;

import org.jspecify.annotations.NullMarked;
