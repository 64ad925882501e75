// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The type of an option's value: how the text becomes a value, and how a message quotes the text.
 *
 * @param expected what a text has to be, to end {@code Invalid … '…': expected …}
 * @param parser empty for a text that is nothing of the kind
 * @param shown how a message quotes the text, for texts that hold a secret
 */
record ValueType<T>(String expected, Function<String, Optional<T>> parser, UnaryOperator<String> shown) {

    private static final Pattern NAME = Pattern.compile("_?[A-Za-z0-9.-]{1,255}");
    private static final Pattern STREAM_NAME = Pattern.compile("(%1$s/)?%1$s".formatted(NAME));
    private static final Pattern USER_NAME = Pattern.compile("[A-Za-z0-9.-]{1,200}");
    private static final Pattern CLASS_NAME = Pattern.compile("[\\w$]+(\\.[\\w$]+)*");
    private static final Pattern TOKEN = Pattern.compile("\\S+");

    Optional<T> parse(String text) {
        return parser.apply(text);
    }

    /** Returns a type whose text may be quoted, and whose blanks at either end mean nothing. */
    static <T> ValueType<T> of(String expected, Function<String, Optional<T>> parser) {
        return new ValueType<>(expected, text -> parser.apply(text.strip()), UnaryOperator.identity());
    }

    private static ValueType<String> matching(String expected, Pattern pattern) {
        return of(expected, text -> Optional.of(text).filter(pattern.asMatchPredicate()));
    }

    static ValueType<String> text(String expected) {
        return of(expected, text -> Optional.of(text).filter(t -> !t.isEmpty()));
    }

    /** Returns the type of a scope's or stream's name, by Pravega's rule; a leading {@code _} marks Pravega's own. */
    static ValueType<String> pravegaName() {
        return matching("letters, digits, '.' and '-', 255 at most", NAME);
    }

    /** Returns the type of one or several names of streams, each with or without its scope in front. */
    static ValueType<List<String>> streamNames() {
        return of("letters, digits, '.' and '-', 255 at most; several with commas between them, and with their scopes "
                + "as scope/stream", text -> Optional.of(Arrays.stream(text.split(",", -1)).map(String::strip).toList())
                        .filter(names -> names.stream().allMatch(STREAM_NAME.asMatchPredicate())));
    }

    static ValueType<String> regularExpression() {
        return of("a regular expression", text -> Optional.of(text).filter(t -> !t.isEmpty())
                .map(t -> Pattern.compile(t).pattern()));
    }

    /** Returns the type of a name that users give in Pravega, of which Pravega makes a longer one. */
    static ValueType<String> userName() {
        return matching("letters, digits, '.' and '-', 200 at most", USER_NAME);
    }

    static ValueType<String> className() {
        return matching("the full name of a class", CLASS_NAME);
    }

    /** Returns the type of a password, in which blanks count. */
    static ValueType<Secret> password() {
        return new ValueType<>("a password that is not empty",
                text -> Optional.of(text).filter(t -> !t.isEmpty()).map(Secret::new), text -> Secret.HIDDEN);
    }

    static ValueType<Secret> token() {
        return new ValueType<>("the token alone, without blanks and without the word Bearer",
                text -> Optional.of(text.strip()).filter(TOKEN.asMatchPredicate()).map(Secret::new),
                text -> Secret.HIDDEN);
    }

    static ValueType<Boolean> trueOrFalse() {
        return of("true or false", text -> text.equalsIgnoreCase("true") ? Optional.of(true)
                : text.equalsIgnoreCase("false") ? Optional.of(false) : Optional.empty());
    }

    static <E extends Enum<E>> ValueType<E> oneOf(Class<E> values) {
        List<String> words = Arrays.stream(values.getEnumConstants()).map(E::toString).toList();
        int last = words.size() - 1;
        return of(String.join(", ", words.subList(0, last)) + " or " + words.get(last),
                text -> Arrays.stream(values.getEnumConstants())
                        .filter(value -> value.toString().equalsIgnoreCase(text)).findFirst());
    }
}
