// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.stream.ByteSize;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/**
 * The counters that show in the SQL tab of Spark's UI. Spark makes the metrics' objects again from their class names
 * when it shows them, so each has a public class.
 */
public final class ReadMetrics {

    private ReadMetrics() {
    }

    static CustomMetric[] supported() {
        return new CustomMetric[] {new EventsRead(), new BytesRead(), new SlicesRead(), new BytesSkipped()};
    }

    /** One counter of a task; reads its value when it is asked for. */
    record TaskMetric(String name, LongSupplier counter) implements CustomTaskMetric {
        @Override
        public long value() {
            return counter.getAsLong();
        }
    }

    /** Events handed to Spark. */
    public static final class EventsRead extends Count {
        static final String NAME = "pravegaEventsRead";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "events read";
        }
    }

    /** Bytes of the segments that were read, the events' headers included. */
    public static final class BytesRead extends Bytes {
        static final String NAME = "pravegaBytesRead";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "bytes read";
        }
    }

    /** Segment slices that were opened. */
    public static final class SlicesRead extends Count {
        static final String NAME = "pravegaSlicesRead";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "segment slices read";
        }
    }

    /** Bytes that were truncated before they were read, and skipped because of {@code fail_on_data_loss=false}. */
    public static final class BytesSkipped extends Bytes {
        static final String NAME = "pravegaBytesSkipped";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String description() {
            return "lost bytes skipped";
        }
    }

    /** A sum shown as Spark shows numbers of rows. */
    abstract static class Count implements CustomMetric {
        @Override
        public String aggregateTaskMetrics(long[] taskMetrics) {
            return String.format(Locale.ROOT, "%,d", Arrays.stream(taskMetrics).sum());
        }
    }

    /** A sum shown as Spark shows sizes. */
    abstract static class Bytes implements CustomMetric {
        @Override
        public String aggregateTaskMetrics(long[] taskMetrics) {
            return ByteSize.describe(Arrays.stream(taskMetrics).sum());
        }
    }
}
