// SPDX-License-Identifier: Apache-2.0
/**
 * The forms of the metrics that Spark's SQL tab shows. What is counted belongs to the packages {@code read} and
 * {@code write}; nothing here knows of Pravega.
 */
@NullMarked
package io.pravega.connectors.spark.metrics;

import org.jspecify.annotations.NullMarked;
