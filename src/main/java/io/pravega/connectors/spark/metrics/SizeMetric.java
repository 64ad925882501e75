// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.metrics;

/** A sum of bytes, shown as Spark shows sizes. */
public abstract class SizeMetric extends SumMetric {

    protected SizeMetric(String name, String description) {
        super(name, description);
    }

    @Override
    protected final String format(long sum) {
        return ByteSize.describe(sum);
    }
}
