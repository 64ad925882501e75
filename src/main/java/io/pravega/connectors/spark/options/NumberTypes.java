// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Types of options that are numbers, sizes or times, each with a minimum, in Spark's spelling: {@code 64m},
 * {@code 30s}.
 */
final class NumberTypes {

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d+)\\s*([a-z]*)");

    private static final Map<String, Long> BYTES = Map.ofEntries(
            Map.entry("", 1L), Map.entry("b", 1L),
            Map.entry("k", 1L << 10), Map.entry("kb", 1L << 10),
            Map.entry("m", 1L << 20), Map.entry("mb", 1L << 20),
            Map.entry("g", 1L << 30), Map.entry("gb", 1L << 30),
            Map.entry("t", 1L << 40), Map.entry("tb", 1L << 40));

    private static final Map<String, Long> MILLISECONDS = Map.ofEntries(
            Map.entry("", 1L), Map.entry("ms", 1L),
            Map.entry("s", 1_000L), Map.entry("second", 1_000L), Map.entry("seconds", 1_000L),
            Map.entry("m", 60_000L), Map.entry("min", 60_000L), Map.entry("minute", 60_000L),
            Map.entry("minutes", 60_000L),
            Map.entry("h", 3_600_000L), Map.entry("hour", 3_600_000L), Map.entry("hours", 3_600_000L),
            Map.entry("d", 86_400_000L), Map.entry("day", 86_400_000L), Map.entry("days", 86_400_000L));

    private NumberTypes() {
    }

    static ValueType<Integer> integer(int least) {
        return ValueType.of("a whole number from %d to %d".formatted(least, Integer.MAX_VALUE), text ->
                wholeNumber(text).filter(n -> n >= least && n <= Integer.MAX_VALUE).map(Long::intValue));
    }

    static ValueType<Long> longInteger(long least) {
        return ValueType.of("a whole number of at least " + least, text ->
                wholeNumber(text).filter(n -> n >= least));
    }

    /** Returns the type of a size in bytes. */
    static ValueType<Long> size(String least) {
        return ValueType.of("a size such as 64m, 1g or a plain number of bytes, at least " + least, text ->
                quantity(text, BYTES).filter(n -> n >= quantity(least, BYTES).orElseThrow()));
    }

    /** Returns the type of a size in bytes that has a maximum, too. */
    static ValueType<Long> size(String least, String most) {
        ValueType<Long> size = size(least);
        return ValueType.of(size.expected() + " and at most " + most, text ->
                size.parse(text).filter(n -> n <= quantity(most, BYTES).orElseThrow()));
    }

    static ValueType<Duration> time(String least) {
        return ValueType.of("a time such as 30s, 5m or a plain number of milliseconds, at least " + least, text ->
                quantity(text, MILLISECONDS).filter(n -> n >= quantity(least, MILLISECONDS).orElseThrow())
                        .map(Duration::ofMillis));
    }

    /** Reads a duration; empty when the text is none. */
    static Optional<Duration> duration(String text) {
        return quantity(text, MILLISECONDS).map(Duration::ofMillis);
    }

    private static Optional<Long> quantity(String text, Map<String, Long> units) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches() || !units.containsKey(matcher.group(2))) {
            return Optional.empty();
        }
        long unit = units.get(matcher.group(2));
        return wholeNumber(matcher.group(1)).filter(n -> n <= Long.MAX_VALUE / unit).map(n -> n * unit);
    }

    private static Optional<Long> wholeNumber(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
