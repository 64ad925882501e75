// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The controller's address, held to what Pravega's client understands, which otherwise complains much later and less
 * clearly. A scheme may be missing, as it may be for the client: {@code host:port} means {@code tcp://host:port}.
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

    /** A user and password in front of the host are refused, and must not be quoted when they are. */
    private static String shown(String text) {
        return text.contains("@") ? Secret.HIDDEN : text;
    }
}
