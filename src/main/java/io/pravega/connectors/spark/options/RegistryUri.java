// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a schema registry, which may lie under a path of a server. */
final class RegistryUri {

    private static final Pattern ADDRESS = Pattern.compile(
            "(https?)://([A-Za-z0-9._-]+(?::\\d{1,5})?(?:/[A-Za-z0-9._~-]+)*)/?", Pattern.CASE_INSENSITIVE);

    private RegistryUri() {
    }

    static ValueType<URI> type() {
        return new ValueType<>("http://host:port or https://host:port, without user or password", RegistryUri::parse,
                text -> text.contains("@") ? Secret.HIDDEN : text);
    }

    private static Optional<URI> parse(String text) {
        Matcher matcher = ADDRESS.matcher(text.strip());
        return matcher.matches() ? Optional.of(URI.create(
                matcher.group(1).toLowerCase(Locale.ROOT) + "://" + matcher.group(2))) : Optional.empty();
    }
}
