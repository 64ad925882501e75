// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import org.apache.spark.sql.connector.distributions.Distribution;
import org.apache.spark.sql.connector.distributions.Distributions;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.SortDirection;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.RequiresDistributionAndOrdering;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.apache.spark.sql.types.StructType;

/**
 * A write before which Spark brings the rows of each routing key to one task, and sorts them there by their event time
 * if they have one. Where that is not asked for there is no such object, and Spark leaves its plan as it is.
 */
final class DistributedWrite implements RequiresDistributionAndOrdering {

    private final PravegaWrite write;
    private final Expression[] distributedBy;
    private final SortOrder[] order;

    private DistributedWrite(PravegaWrite write, Expression[] distributedBy, SortOrder[] order) {
        this.write = write;
        this.distributedBy = distributedBy;
        this.order = order;
    }

    /** Brings the rows of each key together, of several streams those of each stream and key. */
    static DistributedWrite byKey(PravegaWrite write, RowLayout layout, StructType written) {
        Expression key = column(written, keyOrdinal(layout));
        return new DistributedWrite(write, layout.stream() < 0 ? new Expression[] {key}
                : new Expression[] {column(written, layout.stream()), key}, order(layout, written));
    }

    /**
     * Brings the rows of all keys together that lie in one of so many even parts of the key space, as in a segment.
     * Only a catalog has the function for that.
     */
    static DistributedWrite bySegment(PravegaWrite write, RowLayout layout, StructType written, int segments) {
        return new DistributedWrite(write, new Expression[] {
            Expressions.bucket(segments, quoted(written, keyOrdinal(layout)))}, order(layout, written));
    }

    private static NamedReference column(StructType written, int ordinal) {
        return Expressions.column(quoted(written, ordinal));
    }

    private static int keyOrdinal(RowLayout layout) {
        if (layout.routingKey() < 0) {
            throw new IllegalArgumentException("Cannot write to Pravega with distribute_by_routing_key: "
                    + (layout.format() == null ? "column 'routing_key', a string, is missing"
                    : "routing_key_column is not set"));
        }
        return layout.routingKey();
    }

    private static SortOrder[] order(RowLayout layout, StructType written) {
        return layout.eventTime() < 0 ? new SortOrder[0] : new SortOrder[] {Expressions.sort(
                column(written, layout.eventTime()), SortDirection.ASCENDING)};
    }

    private static String quoted(StructType written, int ordinal) {
        return "`" + written.fieldNames()[ordinal].replace("`", "``") + "`";
    }

    @Override
    public Distribution requiredDistribution() {
        return Distributions.clustered(distributedBy);
    }

    @Override
    public SortOrder[] requiredOrdering() {
        return order;
    }

    @Override
    public String description() {
        return write.description();
    }

    @Override
    public BatchWrite toBatch() {
        return write.toBatch();
    }

    @Override
    public StreamingWrite toStreaming() {
        return write.toStreaming();
    }

    @Override
    public CustomMetric[] supportedCustomMetrics() {
        return write.supportedCustomMetrics();
    }

    /** Part of Spark's interface since 4.1, where it overrides the default. */
    public CustomTaskMetric[] reportDriverMetrics() {
        return write.reportDriverMetrics();
    }
}
