// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.metrics;

import java.util.function.LongSupplier;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/**
 * One task's value of a metric.
 *
 * @param counter asked whenever Spark asks for the value
 */
public record TaskMetric(String name, LongSupplier counter) implements CustomTaskMetric {

    @Override
    public long value() {
        return counter.getAsLong();
    }
}
