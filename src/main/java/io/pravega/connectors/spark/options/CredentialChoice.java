// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import io.pravega.connectors.spark.options.GivenOptions.Source;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Picks the credentials. The first source that says anything about them decides on the way of authenticating, so that a
 * query's own token is used whatever user the environment names; what else that way needs may come from any source, so
 * that a query can name the user and leave the password to the environment.
 */
final class CredentialChoice {

    private static final List<Way> WAYS = List.of(
            new Way(List.of(PravegaOptions.AUTH_USER, PravegaOptions.AUTH_PASSWORD), CredentialChoice::userPassword),
            new Way(List.of(PravegaOptions.AUTH_TOKEN),
                    given -> new CredentialOptions.BearerToken(given.require(PravegaOptions.AUTH_TOKEN))),
            new Way(List.of(PravegaOptions.AUTH_TOKEN_FILE),
                    given -> new CredentialOptions.TokenFile(given.require(PravegaOptions.AUTH_TOKEN_FILE))),
            new Way(List.of(PravegaOptions.AUTH_CREDENTIALS_CLASS),
                    given -> new CredentialOptions.Plugin(given.require(PravegaOptions.AUTH_CREDENTIALS_CLASS))));

    private CredentialChoice() {
    }

    static CredentialOptions from(GivenOptions given) {
        for (Source source : Source.values()) {
            List<Way> ways = WAYS.stream().filter(way -> way.isGiven(given, source)).toList();
            if (ways.size() > 1) {
                throw new IllegalArgumentException("Cannot use %s together: there is one way to authenticate at a time"
                        .formatted(ways.stream().map(way -> way.givenName(given, source))
                                .collect(Collectors.joining(" and "))));
            }
            if (!ways.isEmpty()) {
                return ways.get(0).read.apply(given);
            }
        }
        return new CredentialOptions.None();
    }

    private static CredentialOptions userPassword(GivenOptions given) {
        return new CredentialOptions.UserPassword(given.require(PravegaOptions.AUTH_USER),
                given.require(PravegaOptions.AUTH_PASSWORD));
    }

    /** One way of authenticating, and the options that belong to it. */
    private record Way(List<ConfigOption<?>> options, Function<GivenOptions, CredentialOptions> read) {

        boolean isGiven(GivenOptions given, Source source) {
            return options.stream().anyMatch(option -> given.isGiven(option, source));
        }

        String givenName(GivenOptions given, Source source) {
            return options.stream().filter(option -> given.isGiven(option, source)).findFirst().orElseThrow().name();
        }
    }
}
