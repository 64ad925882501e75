package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.stream.ByteSize;
import java.time.Duration;
import java.util.Arrays;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What the Spark UI shows of a write. Spark makes its own instances of the metrics, by name. */
public final class SinkMetrics {

    static final String TRANSACTIONS = "transactions";
    static final String EVENTS = "eventsWritten";
    static final String BYTES = "bytesWritten";
    static final String COMMIT_TIME = "commitTimeMs";

    private SinkMetrics() {
    }

    static CustomMetric[] supported() {
        return new CustomMetric[] {new Transactions(), new Events(), new Bytes(), new CommitTime()};
    }

    static CustomTaskMetric[] of(Digest written, long transactions) {
        return new CustomTaskMetric[] {
            new Value(TRANSACTIONS, transactions),
            new Value(EVENTS, written.events()),
            new Value(BYTES, written.bytes())};
    }

    static CustomTaskMetric[] ofDriver(Duration commitTime) {
        return new CustomTaskMetric[] {new Value(COMMIT_TIME, commitTime.toMillis())};
    }

    private record Value(String name, long value) implements CustomTaskMetric {
    }

    /** Transactions begun. */
    public static final class Transactions extends CustomSumMetric {
        @Override
        public String name() {
            return TRANSACTIONS;
        }

        @Override
        public String description() {
            return "Pravega transactions";
        }
    }

    /** Events handed over. */
    public static final class Events extends CustomSumMetric {
        @Override
        public String name() {
            return EVENTS;
        }

        @Override
        public String description() {
            return "events written";
        }
    }

    /** Their payloads. */
    public static final class Bytes implements CustomMetric {
        @Override
        public String name() {
            return BYTES;
        }

        @Override
        public String description() {
            return "size of events written";
        }

        @Override
        public String aggregateTaskMetrics(long[] values) {
            return ByteSize.describe(Arrays.stream(values).sum());
        }
    }

    /** From the end of the last task until all can be read, on the driver. Needs Spark 4.1. */
    public static final class CommitTime implements CustomMetric {
        @Override
        public String name() {
            return COMMIT_TIME;
        }

        @Override
        public String description() {
            return "time to commit";
        }

        @Override
        public String aggregateTaskMetrics(long[] values) {
            long millis = Arrays.stream(values).sum();
            return millis > 0 ? millis + " ms" : "not told before Spark 4.1";
        }
    }
}
