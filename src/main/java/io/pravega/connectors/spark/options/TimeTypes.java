// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import io.pravega.connectors.spark.stream.TimePoint;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The type of options that are points in time: SQL's and ISO's timestamps, or how long ago. */
final class TimeTypes {

    private static final Pattern TIMESTAMP = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d)(?:[Tt ](\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?))?\\s*(\\S+)?");
    private static final Pattern WITH_UNIT = Pattern.compile("\\d+\\s*[A-Za-z]+");

    private TimeTypes() {
    }

    static ValueType<TimePoint> timePoint() {
        return ValueType.of("a timestamp such as 2026-01-31 08:30, 2026-01-31T08:30:00Z or 2026-01-31 08:30 "
                + "Europe/Berlin, or how long ago, such as 2h or 30 minutes", text ->
                WITH_UNIT.matcher(text).matches() ? NumberTypes.duration(text).map(TimePoint.Ago::new)
                        : timestamp(text));
    }

    private static Optional<TimePoint> timestamp(String text) {
        Matcher parts = TIMESTAMP.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime time = LocalDate.parse(parts.group(1)).atTime(
                    parts.group(2) == null ? LocalTime.MIDNIGHT : LocalTime.parse(parts.group(2)));
            return Optional.of(parts.group(3) == null ? new TimePoint.Local(time)
                    : new TimePoint.Fixed(time.atZone(ZoneId.of(parts.group(3))).toInstant()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
