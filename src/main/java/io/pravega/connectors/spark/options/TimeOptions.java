// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import static io.pravega.connectors.spark.options.ConfigOption.Group.READING;
import static io.pravega.connectors.spark.options.ConfigOption.Group.WRITING;

import io.pravega.connectors.spark.stream.TimePoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The declarations of the options that tell of event time. {@link PravegaOptions} has them among all others. */
final class TimeOptions {

    // Above the options, which register themselves.
    private static final List<ConfigOption<?>> OF_READING = new ArrayList<>();
    private static final List<ConfigOption<?>> OF_WRITING = new ArrayList<>();

    static final ConfigOption<TimePoint> START_TIME =
            new ConfigOption.Builder<>("start_time", READING, TimeTypes.timePoint(), OF_READING::add)
                    .defaultDescription("`start_stream_cut` says it")
                    .register("Where reading starts, in [event time](#time): a timestamp, or how long ago, such as "
                            + "`2h`; nothing is missed whose time is not before it.");

    static final ConfigOption<WithoutMark> START_TIME_WITHOUT_MARK =
            new ConfigOption.Builder<>("start_time_without_mark", READING, ValueType.oneOf(WithoutMark.class),
                    OF_READING::add)
                    .defaultValue("error")
                    .register("What becomes of a query for whose `start_time` the stream's marks do not go back far "
                            + "enough: an `error`, or it starts at the `earliest` or the `latest` event.");

    static final ConfigOption<TimePoint> END_TIME =
            new ConfigOption.Builder<>("end_time", READING, TimeTypes.timePoint(), OF_READING::add)
                    .defaultDescription("`end_stream_cut` says it")
                    .register("Where a batch query ends, in [event time](#time): a timestamp, or how long ago; nothing "
                            + "is missed whose time is before it.");

    static final ConfigOption<Boolean> TIME_BOUNDS =
            new ConfigOption.Builder<>("time_bounds", READING, ValueType.trueOrFalse(), OF_READING::add)
                    .defaultValue("false")
                    .register("Whether there are the hidden columns `time_lower_bound` and `time_upper_bound`, for "
                            + "which the stream's marks of event time are read.");

    static final ConfigOption<String> EVENT_TIME_COLUMN =
            new ConfigOption.Builder<>("event_time_column", WRITING, ValueType.text("the name of a column"),
                    OF_WRITING::add)
                    .defaultDescription("the column with a watermark, if there is one")
                    .register("The column, a timestamp, from which readers are told after each commit how far in "
                            + "time the stream goes.");

    static final ConfigOption<Boolean> EVENT_TIME_IN_EVENT =
            new ConfigOption.Builder<>("event_time_in_event", WRITING, ValueType.trueOrFalse(), OF_WRITING::add)
                    .defaultValue("true")
                    .register("With `event_format`, whether `event_time_column` is part of the event, too.");

    private TimeOptions() {
    }

    static List<ConfigOption<?>> ofReading() {
        return Collections.unmodifiableList(OF_READING);
    }

    static List<ConfigOption<?>> ofWriting() {
        return Collections.unmodifiableList(OF_WRITING);
    }
}
