// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One option: its names, how its text is read, what holds without it, and a sentence for the README. Prints as its
 * name, so that a message can mention it.
 */
public final class ConfigOption<T> {

    /** Which part of the README's table an option stands in. */
    enum Group {
        CONNECTION("Connection"),
        READING("Reading"),
        WRITING("Writing"),
        STREAM_CREATION("Creating a stream (when writing)");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    private final String name;
    private final List<String> aliases;
    private final Group group;
    private final ValueType<T> type;
    private final String defaultText;
    private final T defaultValue;
    private final String property;
    private final String doc;

    private ConfigOption(Builder<T> builder, String doc) {
        name = builder.name;
        aliases = List.copyOf(builder.aliases);
        group = builder.group;
        type = builder.type;
        defaultText = builder.defaultText;
        defaultValue = builder.defaultValue;
        property = builder.property;
        this.doc = doc;
    }

    /** As users write it; options are found in any case. */
    public String name() {
        return name;
    }

    /** Other names that mean the same. */
    List<String> aliases() {
        return aliases;
    }

    Group group() {
        return group;
    }

    ValueType<T> type() {
        return type;
    }

    /** What the README says of the default. */
    String defaultText() {
        return defaultText;
    }

    Optional<T> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** The system property that stands in for the option, if one does. */
    Optional<String> property() {
        return Optional.ofNullable(property);
    }

    /** The environment variable that stands in for the option: the property's name in capitals. */
    Optional<String> variable() {
        return property().map(text -> text.replace('.', '_').toUpperCase(Locale.ROOT));
    }

    /** One sentence. */
    String doc() {
        return doc;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Puts an option together; {@link #doc} ends it and hands it to the list of all options. */
    static final class Builder<T> {
        private final String name;
        private final Group group;
        private final ValueType<T> type;
        private final Consumer<ConfigOption<?>> list;
        private final List<String> aliases = new ArrayList<>();
        private String defaultText = "";
        private T defaultValue;
        private String property;

        Builder(String name, Group group, ValueType<T> type, Consumer<ConfigOption<?>> list) {
            this.name = name;
            this.group = group;
            this.type = type;
            this.list = list;
        }

        Builder<T> alias(String alias) {
            aliases.add(alias);
            return this;
        }

        Builder<T> byDefault(String text) {
            defaultValue = type.parse(text).orElseThrow();
            defaultText = "`" + text + "`";
            return this;
        }

        /** For an option without a default value: says what happens without it. */
        Builder<T> without(String consequence) {
            defaultText = consequence;
            return this;
        }

        /** Names the system property, and with it the environment variable, that stands in for the option. */
        Builder<T> property(String text) {
            property = text;
            return this;
        }

        ConfigOption<T> doc(String sentence) {
            ConfigOption<T> option = new ConfigOption<>(this, sentence);
            list.accept(option);
            return option;
        }
    }
}
