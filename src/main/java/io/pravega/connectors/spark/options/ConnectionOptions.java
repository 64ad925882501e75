// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.io.Serializable;
import java.net.URI;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Which Pravega cluster to talk to, and how. Compared by value: equal connections share their clients.
 *
 * @param controller {@code scheme://host:port,host:port,...} with scheme {@code tcp}, {@code tls}, {@code ssl},
 *     {@code pravega} or {@code pravegas} in lower case, and nothing after the last port
 * @param tls of effect if the controller's scheme asks for TLS
 * @param credentials never null
 */
public record ConnectionOptions(URI controller, TlsOptions tls, CredentialOptions credentials)
        implements Serializable {

    /**
     * @throws IllegalArgumentException {@code Invalid …} or {@code Cannot …}, naming the option
     */
    public static ConnectionOptions from(CaseInsensitiveStringMap options) {
        return from(GivenOptions.of(options));
    }

    static ConnectionOptions from(GivenOptions given) {
        return new ConnectionOptions(given.get(PravegaOptions.CONTROLLER), TlsOptions.from(given),
                CredentialChoice.from(given));
    }
}
