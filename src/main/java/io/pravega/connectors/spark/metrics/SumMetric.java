// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.metrics;

import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.sql.connector.metric.CustomMetric;

/**
 * A metric of the SQL tab that is the sum of its tasks' values, shown as Spark shows numbers of rows. Spark makes the
 * metrics' objects again from their class names, so each metric is a public class with a public constructor.
 */
public abstract class SumMetric implements CustomMetric {

    private final String name;
    private final String description;

    /** @param name what the tasks' values are found by; plans print it */
    protected SumMetric(String name, String description) {
        this.name = name;
        this.description = description;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String description() {
        return description;
    }

    @Override
    public final String aggregateTaskMetrics(long[] values) {
        return format(Arrays.stream(values).sum());
    }

    protected String format(long sum) {
        return String.format(Locale.ROOT, "%,d", sum);
    }

    @Override
    public final String toString() {
        return name;
    }
}
