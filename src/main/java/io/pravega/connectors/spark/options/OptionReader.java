// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the options of one query. The first source that sets an option decides: the query's own options, Spark's
 * session configuration (which Spark itself puts underneath them), system properties, the environment, the default.
 */
final class OptionReader {

    /** A source of options, in order of precedence. */
    enum Source {
        QUERY(""),
        PROPERTY(" (from system property %s)"),
        ENVIRONMENT(" (from environment variable %s)");

        private final String remark;

        Source(String remark) {
            this.remark = remark;
        }
    }

    /** A text, and the source and the name under which it was found. */
    private record Setting(Source source, String name, String text) {
    }

    private final CaseInsensitiveStringMap options;
    private final Environment environment;

    OptionReader(CaseInsensitiveStringMap options, Environment environment) {
        this.options = options;
        this.environment = environment;
    }

    static OptionReader of(CaseInsensitiveStringMap options) {
        Misspellings.warn(options.asCaseSensitiveMap().keySet());
        return new OptionReader(options, Environment.ofThisProcess());
    }

    boolean isSet(ConfigOption<?> option, Source source) {
        return settings(option, source).findAny().isPresent();
    }

    /** Returns the option's value, without regard to its default. */
    <T> Optional<T> find(ConfigOption<T> option) {
        return Arrays.stream(Source.values())
                .map(source -> settings(option, source).toList())
                .filter(all -> !all.isEmpty()).findFirst()
                .map(all -> onlyValue(option, all));
    }

    OptionalLong findLong(ConfigOption<Long> option) {
        return find(option).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    OptionalInt findInt(ConfigOption<Integer> option) {
        return find(option).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** Returns the value of an option that has a default. */
    <T> T get(ConfigOption<T> option) {
        return find(option).or(option::defaultValue).orElseThrow();
    }

    /** Returns the value of an option without which nothing can be done. */
    <T> T require(ConfigOption<T> option) {
        return find(option).orElseThrow(() -> new IllegalArgumentException(
                "Option '%1$s' is required: set it on the query, or session configuration %2$s.%1$s%3$s"
                        .formatted(option, PravegaOptions.SESSION_PREFIX, placesOutside(option))));
    }

    private static String placesOutside(ConfigOption<?> option) {
        return option.property().map(property -> ", system property %s or environment variable %s"
                .formatted(property, option.variable().orElseThrow())).orElse("");
    }

    void requireAtMostOne(ConfigOption<?> one, ConfigOption<?> other, String why) {
        if (find(one).isPresent() && find(other).isPresent()) {
            throw new IllegalArgumentException("Cannot use %s together with %s: %s".formatted(one, other, why));
        }
    }

    private Stream<Setting> settings(ConfigOption<?> option, Source source) {
        return switch (source) {
            case QUERY -> option.names().flatMap(name -> setting(source, name, options.get(name)));
            case PROPERTY -> fromOutside(source, option.property(), environment::property);
            case ENVIRONMENT -> fromOutside(source, option.variable(), environment::variable);
        };
    }

    /** Treats an empty property or variable as one that is not set, as is the custom. */
    private static Stream<Setting> fromOutside(Source source, Optional<String> name, UnaryOperator<String> lookUp) {
        return name.stream().flatMap(n -> setting(source, n, lookUp.apply(n)))
                .filter(setting -> !setting.text().isBlank());
    }

    private static Stream<Setting> setting(Source source, String name, @Nullable String text) {
        return Stream.ofNullable(text).map(present -> new Setting(source, name, present));
    }

    private static <T> T onlyValue(ConfigOption<T> option, List<Setting> all) {
        Setting first = all.get(0);
        T value = parse(option, first);
        for (Setting next : all) {
            if (!parse(option, next).equals(value)) {
                throw new IllegalArgumentException("Cannot use %s '%s' together with %s '%s': they name one option"
                        .formatted(first.name(), option.type().shown().apply(first.text()),
                                next.name(), option.type().shown().apply(next.text())));
            }
        }
        return value;
    }

    private static <T> T parse(ConfigOption<T> option, Setting setting) {
        ValueType<T> type = option.type();
        String message = "Invalid %s '%s': expected %s%s".formatted(
                setting.source() == Source.QUERY ? setting.name() : option.name(), type.shown().apply(setting.text()),
                type.expected(), setting.source().remark.formatted(setting.name()));
        Optional<T> value;
        try {
            value = type.parse(setting.text());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(message, e);
        }
        return value.orElseThrow(() -> new IllegalArgumentException(message));
    }
}
