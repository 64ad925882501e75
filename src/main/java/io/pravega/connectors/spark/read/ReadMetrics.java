// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.metrics.SizeMetric;
import io.pravega.connectors.spark.metrics.SumMetric;
import org.apache.spark.sql.connector.metric.CustomMetric;

/** The metrics of a scan. */
public final class ReadMetrics {

    private ReadMetrics() {
    }

    static CustomMetric[] supported() {
        return new CustomMetric[] {new EventsRead(), new BytesRead(), new SlicesRead(), new BytesSkipped()};
    }

    /** Events handed to Spark. */
    public static final class EventsRead extends SumMetric {

        static final String NAME = "pravegaEventsRead";

        public EventsRead() {
            super(NAME, "events read");
        }
    }

    /** Bytes of the segments that were read, the events' headers included. */
    public static final class BytesRead extends SizeMetric {

        static final String NAME = "pravegaBytesRead";

        public BytesRead() {
            super(NAME, "bytes read");
        }
    }

    /** Segment slices that were opened. */
    public static final class SlicesRead extends SumMetric {

        static final String NAME = "pravegaSlicesRead";

        public SlicesRead() {
            super(NAME, "segment slices read");
        }
    }

    /** Bytes that were truncated before they were read, and skipped because of {@code fail_on_data_loss=false}. */
    public static final class BytesSkipped extends SizeMetric {

        static final String NAME = "pravegaBytesSkipped";

        public BytesSkipped() {
            super(NAME, "lost bytes skipped");
        }
    }
}
