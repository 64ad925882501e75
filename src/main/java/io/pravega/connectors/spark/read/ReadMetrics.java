// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read;

import io.pravega.connectors.spark.metrics.SizeMetric;
import io.pravega.connectors.spark.metrics.SumMetric;
import io.pravega.connectors.spark.metrics.TaskMetric;
import io.pravega.connectors.spark.read.rows.EventRows;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** The metrics of a scan. */
public final class ReadMetrics {

    private ReadMetrics() {
    }

    /** @param parsed whether events are parsed, so that some may be malformed */
    static CustomMetric[] supported(boolean parsed) {
        Stream<CustomMetric> all = Stream.of(new EventsRead(), new BytesRead(), new SlicesRead(), new BytesSkipped());
        return (parsed ? Stream.concat(all, Stream.of(new MalformedEvents())) : all).toArray(CustomMetric[]::new);
    }

    /** Returns a task's values of what is counted for all events. */
    static Stream<CustomTaskMetric> ofTask(LongSupplier count, PrefetchingSlices events) {
        return Stream.of(new TaskMetric(EventsRead.NAME, count),
                new TaskMetric(BytesRead.NAME, events::bytesRead),
                new TaskMetric(SlicesRead.NAME, events::slicesRead),
                new TaskMetric(BytesSkipped.NAME, events::bytesSkipped));
    }

    /** Returns a task's values in real-time mode. */
    static CustomTaskMetric[] ofRealTimeTask(FollowedSegments events, EventRows rows) {
        return new CustomTaskMetric[] {new TaskMetric(EventsRead.NAME, events::eventsRead),
            new TaskMetric(BytesRead.NAME, events::bytesRead),
            new TaskMetric(BytesSkipped.NAME, events::bytesSkipped),
            new TaskMetric(MalformedEvents.NAME, rows::malformed)};
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

    /** Events that did not parse, of those columns that the query asked for. */
    public static final class MalformedEvents extends SumMetric {

        static final String NAME = "pravegaMalformedEvents";

        public MalformedEvents() {
            super(NAME, "malformed events");
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
