// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The options of one query, wherever they were given. The first of these has the say: the query's own options, Spark's
 * session configuration (which Spark itself has laid underneath them), system properties, the environment, the default.
 */
final class GivenOptions {

    /** Where an option can be given, first the one that has the say. */
    enum Source {
        QUERY(""),
        PROPERTY(" (from system property %s)"),
        ENVIRONMENT(" (from environment variable %s)");

        private final String remark;

        Source(String remark) {
            this.remark = remark;
        }
    }

    /** A text under the name by which it was given. */
    private record Given(Source source, String name, String text) {
    }

    private final CaseInsensitiveStringMap options;
    private final Surroundings surroundings;

    GivenOptions(CaseInsensitiveStringMap options, Surroundings surroundings) {
        this.options = options;
        this.surroundings = surroundings;
    }

    static GivenOptions of(CaseInsensitiveStringMap options) {
        Misspellings.warn(options.asCaseSensitiveMap().keySet());
        return new GivenOptions(options, Surroundings.ofThisProcess());
    }

    boolean isGiven(ConfigOption<?> option, Source source) {
        return given(option, source).findAny().isPresent();
    }

    /** The option's value without regard to its default. */
    <T> Optional<T> find(ConfigOption<T> option) {
        return Arrays.stream(Source.values())
                .map(source -> given(option, source).toList())
                .filter(all -> !all.isEmpty()).findFirst()
                .map(all -> onlyValue(option, all));
    }

    /** The value of an option that has a default. */
    <T> T get(ConfigOption<T> option) {
        return find(option).or(option::defaultValue).orElseThrow();
    }

    /** The value of an option that nothing goes without. */
    <T> T require(ConfigOption<T> option) {
        return find(option).orElseThrow(() -> new IllegalArgumentException(
                "Cannot go on without option %1$s: set it on the query, or session configuration %2$s.%1$s%3$s"
                        .formatted(option, PravegaOptions.SESSION_PREFIX, placesOutside(option))));
    }

    private static String placesOutside(ConfigOption<?> option) {
        return option.property().map(property -> ", system property %s or environment variable %s"
                .formatted(property, option.variable().orElseThrow())).orElse("");
    }

    void refuseBoth(ConfigOption<?> one, ConfigOption<?> other, String why) {
        if (find(one).isPresent() && find(other).isPresent()) {
            throw new IllegalArgumentException("Cannot use %s together with %s: %s".formatted(one, other, why));
        }
    }

    private Stream<Given> given(ConfigOption<?> option, Source source) {
        return switch (source) {
            case QUERY -> Stream.concat(Stream.of(option.name()), option.aliases().stream())
                    .filter(name -> options.get(name) != null)
                    .map(name -> new Given(source, name, options.get(name)));
            case PROPERTY -> fromOutside(source, option.property(), surroundings::property);
            case ENVIRONMENT -> fromOutside(source, option.variable(), surroundings::variable);
        };
    }

    /** An empty property or variable is no property or variable, as is the custom. */
    private static Stream<Given> fromOutside(Source source, Optional<String> name,
            UnaryOperator<String> lookUp) {
        return name.stream().map(n -> new Given(source, n, lookUp.apply(n)))
                .filter(given -> given.text() != null && !given.text().isBlank());
    }

    private static <T> T onlyValue(ConfigOption<T> option, List<Given> all) {
        Given first = all.get(0);
        T value = parse(option, first);
        for (Given next : all) {
            if (!parse(option, next).equals(value)) {
                throw new IllegalArgumentException("Cannot use %s '%s' together with %s '%s': they name one option"
                        .formatted(first.name(), option.type().shown().apply(first.text()),
                                next.name(), option.type().shown().apply(next.text())));
            }
        }
        return value;
    }

    private static <T> T parse(ConfigOption<T> option, Given given) {
        ValueType<T> type = option.type();
        return type.parse(given.text()).orElseThrow(() -> new IllegalArgumentException(
                "Invalid %s '%s': expected %s%s".formatted(
                        given.source() == Source.QUERY ? given.name() : option.name(),
                        type.shown().apply(given.text()), type.expected(),
                        given.source().remark.formatted(given.name()))));
    }
}
