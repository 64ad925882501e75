// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.stream.ByteSize;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.sql.connector.metric.CustomMetric;
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

    /** A sum, shown the way Spark shows its own. Plans print metrics with their names. */
    abstract static class Sum implements CustomMetric {
        @Override
        public final String aggregateTaskMetrics(long[] values) {
            return show(Arrays.stream(values).sum());
        }

        @Override
        public final String toString() {
            return name();
        }

        String show(long sum) {
            return String.format(Locale.ROOT, "%,d", sum);
        }
    }

    /** Transactions begun. */
    public static final class Transactions extends Sum {
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
    public static final class Events extends Sum {
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
    public static final class Bytes extends Sum {
        @Override
        public String name() {
            return BYTES;
        }

        @Override
        public String description() {
            return "size of events written";
        }

        @Override
        String show(long sum) {
            return ByteSize.describe(sum);
        }
    }

    /** From the end of the last task until all can be read, on the driver. Needs Spark 4.1. */
    public static final class CommitTime extends Sum {
        @Override
        public String name() {
            return COMMIT_TIME;
        }

        @Override
        public String description() {
            return "time to commit";
        }

        @Override
        String show(long sum) {
            return sum > 0 ? sum + " ms" : "not told before Spark 4.1";
        }
    }
}
