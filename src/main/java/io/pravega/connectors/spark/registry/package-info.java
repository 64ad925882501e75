// SPDX-License-Identifier: Apache-2.0
/**
 * Pravega's schema registry: a thin client of its REST interface, and the form of events that name their schema in a
 * header. It knows neither Spark nor the formats: what a schema says, and how an event becomes a row, belongs to
 * others.
 */
@NullMarked
package io.pravega.connectors.spark.registry;

import org.jspecify.annotations.NullMarked;
