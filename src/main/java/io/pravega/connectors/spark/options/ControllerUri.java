// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of the controller. Only what Pravega's client understands is accepted, because the client itself would
 * complain much later and less clearly. The scheme may be left out: {@code host:port} means {@code tcp://host:port}.
 */
final class ControllerUri {

    private static final String HOST_AND_PORT = "[A-Za-z0-9._-]+:\\d{1,5}";
    private static final Pattern ADDRESS = Pattern.compile(
            "(?:(tcp|tls|ssl|pravega|pravegas)://)?(%1$s(?:,%1$s)*)/?".formatted(HOST_AND_PORT),
            Pattern.CASE_INSENSITIVE);

    private ControllerUri() {
    }

    static ValueType<URI> type() {
        return new ValueType<>("tcp://host:port, or scheme tls, ssl, pravega or pravegas; more hosts after commas; "
                + "no path, user or password", ControllerUri::parse, ControllerUri::shown);
    }

    private static Optional<URI> parse(String text) {
        Matcher matcher = ADDRESS.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String scheme = matcher.group(1) == null ? "tcp" : matcher.group(1).toLowerCase(Locale.ROOT);
        return Optional.of(URI.create(scheme + "://" + matcher.group(2)));
    }

    /** Returns the text as a message may quote it: an address with a user and a password is refused unquoted. */
    private static String shown(String text) {
        return text.contains("@") ? Secret.HIDDEN : text;
    }
}
