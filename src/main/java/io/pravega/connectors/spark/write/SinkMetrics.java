// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.metrics.SizeMetric;
import io.pravega.connectors.spark.metrics.SumMetric;
import io.pravega.connectors.spark.metrics.TaskMetric;
import io.pravega.connectors.spark.write.commit.Digest;
import java.time.Duration;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** The metrics of a write. */
public final class SinkMetrics {

    static final String TRANSACTIONS = "transactions";
    static final String TRANSACTION_SEGMENTS = "transactionSegments";
    static final String EVENTS = "eventsWritten";
    static final String BYTES = "bytesWritten";
    static final String COMMIT_TIME = "commitTimeMs";

    private SinkMetrics() {
    }

    static CustomMetric[] supported() {
        return new CustomMetric[] {
            new Transactions(), new TransactionSegments(), new Events(), new Bytes(), new CommitTime()};
    }

    static CustomTaskMetric[] ofTask(Digest written, long transactions, long segments) {
        return new CustomTaskMetric[] {
            new TaskMetric(TRANSACTIONS, () -> transactions),
            new TaskMetric(TRANSACTION_SEGMENTS, () -> segments),
            new TaskMetric(EVENTS, written::events),
            new TaskMetric(BYTES, written::bytes)};
    }

    static CustomTaskMetric[] ofDriver(Duration commitTime) {
        return new CustomTaskMetric[] {new TaskMetric(COMMIT_TIME, commitTime::toMillis)};
    }

    /** Transactions begun. */
    public static final class Transactions extends SumMetric {
        public Transactions() {
            super(TRANSACTIONS, "Pravega transactions");
        }
    }

    /** Segments of transactions in which there is something: the tasks times the segments, where keys mix. */
    public static final class TransactionSegments extends SumMetric {
        public TransactionSegments() {
            super(TRANSACTION_SEGMENTS, "segments of transactions written");
        }
    }

    /** Events handed over. */
    public static final class Events extends SumMetric {
        public Events() {
            super(EVENTS, "events written");
        }
    }

    /** The payloads of the events handed over. */
    public static final class Bytes extends SizeMetric {
        public Bytes() {
            super(BYTES, "size of events written");
        }
    }

    /** The time on the driver from the end of the last task until all events can be read. Needs Spark 4.0. */
    public static final class CommitTime extends SumMetric {

        public CommitTime() {
            super(COMMIT_TIME, "time to commit");
        }

        @Override
        protected String format(long sum) {
            return sum > 0 ? sum + " ms" : "not told before Spark 4.0";
        }
    }
}
