// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import io.pravega.connectors.spark.options.OptionReader.Source;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The choice of the credentials. The first source that sets any credential option decides on the method, so that the
 * token of a query is used even if the environment names a user. The other options of the method may come from any
 * source, so that a query can name the user and leave the password to the environment.
 */
final class CredentialChoice {

    private static final List<Method> METHODS = List.of(
            new Method(List.of(PravegaOptions.AUTH_USER, PravegaOptions.AUTH_PASSWORD), CredentialChoice::userPassword),
            new Method(List.of(PravegaOptions.AUTH_TOKEN),
                    options -> new CredentialOptions.BearerToken(options.require(PravegaOptions.AUTH_TOKEN))),
            new Method(List.of(PravegaOptions.AUTH_TOKEN_FILE),
                    options -> new CredentialOptions.TokenFile(options.require(PravegaOptions.AUTH_TOKEN_FILE))),
            new Method(List.of(PravegaOptions.AUTH_CREDENTIALS_CLASS),
                    options -> new CredentialOptions.Plugin(options.require(PravegaOptions.AUTH_CREDENTIALS_CLASS))));

    private CredentialChoice() {
    }

    static CredentialOptions from(OptionReader options) {
        for (Source source : Source.values()) {
            List<Method> methods = METHODS.stream().filter(method -> method.isSet(options, source)).toList();
            if (methods.size() > 1) {
                throw new IllegalArgumentException("Cannot use %s together: there is one way to authenticate at a time"
                        .formatted(methods.stream().map(method -> method.setName(options, source))
                                .collect(Collectors.joining(" and "))));
            }
            if (!methods.isEmpty()) {
                return methods.get(0).read.apply(options);
            }
        }
        return new CredentialOptions.None();
    }

    private static CredentialOptions userPassword(OptionReader options) {
        return new CredentialOptions.UserPassword(options.require(PravegaOptions.AUTH_USER),
                options.require(PravegaOptions.AUTH_PASSWORD));
    }

    /** A method of authenticating, and the options that belong to it. */
    private record Method(List<ConfigOption<?>> options, Function<OptionReader, CredentialOptions> read) {

        boolean isSet(OptionReader reader, Source source) {
            return options.stream().anyMatch(option -> reader.isSet(option, source));
        }

        String setName(OptionReader reader, Source source) {
            return options.stream().filter(option -> reader.isSet(option, source)).findFirst().orElseThrow().name();
        }
    }
}
