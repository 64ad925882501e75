// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An option: its names, the type of its value, its default, and a sentence for the documents. It prints as its name, so
 * that a message can mention it.
 */
final class ConfigOption<T> {

    /** A part of the documents' table of options. */
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
    private final @Nullable T defaultValue;
    private final @Nullable String property;
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

    /** Returns the name as users write it; options are found in any case. */
    String name() {
        return name;
    }

    /** Returns other names of the same option. */
    List<String> aliases() {
        return aliases;
    }

    /** Returns the name and the other names. */
    Stream<String> names() {
        return Stream.concat(Stream.of(name), aliases.stream());
    }

    Group group() {
        return group;
    }

    ValueType<T> type() {
        return type;
    }

    /** Returns what the documents say of the default. */
    String defaultText() {
        return defaultText;
    }

    Optional<T> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** Returns the system property that is read when the option is not set, if there is one. */
    Optional<String> property() {
        return Optional.ofNullable(property);
    }

    /** Returns the environment variable that is read when the option is not set: the property's name in capitals. */
    Optional<String> variable() {
        return property().map(text -> text.replace('.', '_').toUpperCase(Locale.ROOT));
    }

    /** Returns the sentence for the documents. */
    String doc() {
        return doc;
    }

    @Override
    public String toString() {
        return name;
    }

    /** A builder of an option; {@link #register} ends it and adds the option to the list of all options. */
    static final class Builder<T> {
        private final String name;
        private final Group group;
        private final ValueType<T> type;
        private final Consumer<ConfigOption<?>> list;
        private final List<String> aliases = new ArrayList<>();
        private String defaultText = "";
        private @Nullable T defaultValue;
        private @Nullable String property;

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

        Builder<T> defaultValue(String text) {
            defaultValue = type.parse(text).orElseThrow();
            defaultText = "`" + text + "`";
            return this;
        }

        /** Describes what happens without the option, which has no default value. */
        Builder<T> defaultDescription(String consequence) {
            defaultText = consequence;
            return this;
        }

        /** Names the system property, and with it the environment variable, that is read when the option is not set. */
        Builder<T> property(String text) {
            property = text;
            return this;
        }

        ConfigOption<T> register(String sentence) {
            ConfigOption<T> option = new ConfigOption<>(this, sentence);
            list.accept(option);
            return option;
        }
    }
}
