// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.io.Serializable;
import java.net.URI;
import java.util.Optional;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A group of schemas in a schema registry.
 *
 * @param uri where the registry is: {@code http} or {@code https}, without a slash at the end
 * @param namespace the scope of the stream
 * @param group the name of the group in the namespace
 * @param connection its trust store, credentials and outage timeout hold for the registry, too
 */
public record RegistryOptions(URI uri, String namespace, String group, ConnectionOptions connection)
        implements Serializable {

    /**
     * Reads the options of one stream; empty when they name no registry.
     *
     * @throws IllegalArgumentException {@code Invalid …} or {@code Cannot …}, naming the option
     */
    public static Optional<RegistryOptions> from(CaseInsensitiveStringMap options) {
        return from(OptionReader.of(options));
    }

    static Optional<RegistryOptions> from(OptionReader options) {
        return options.find(PravegaOptions.SCHEMA_REGISTRY).map(uri -> {
            if (StreamChoice.from(options) instanceof StreamChoice.One one) {
                return new RegistryOptions(uri, one.stream().scope(), options.find(PravegaOptions.SCHEMA_GROUP)
                        .orElse(one.stream().name()), ConnectionOptions.from(options));
            }
            return new RegistryOptions(uri, options.require(PravegaOptions.SCOPE),
                    options.require(PravegaOptions.SCHEMA_GROUP), ConnectionOptions.from(options));
        });
    }
}
