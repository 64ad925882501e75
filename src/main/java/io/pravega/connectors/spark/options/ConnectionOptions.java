// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a connection: which Pravega cluster to talk to, and how. Equal connections share their clients.
 *
 * @param controller {@code scheme://host:port,host:port,...} with scheme {@code tcp}, {@code tls}, {@code ssl},
 *     {@code pravega} or {@code pravegas} in lower case, and nothing after the last port
 * @param tls has an effect if the controller's scheme asks for TLS
 * @param credentials never null
 * @param serviceOutageTimeout how long a call goes on when what it needs of the cluster is away; at least 1 s
 */
public record ConnectionOptions(URI controller, Tls tls, CredentialOptions credentials, Duration serviceOutageTimeout)
        implements Serializable {

    /**
     * The checks of a server's certificate. They are made when the controller's scheme asks for TLS.
     *
     * @param trustStore path of a PEM file with the certificate authority's certificate; null = the JVM's trust store
     * @param validateHostName whether the certificate must be issued for the host that was called
     */
    public record Tls(@Nullable String trustStore, boolean validateHostName) implements Serializable {
    }

    static ConnectionOptions from(OptionReader options) {
        Tls tls = new Tls(options.find(PravegaOptions.TRUST_STORE).orElse(null),
                options.get(PravegaOptions.VALIDATE_HOST_NAME));
        return new ConnectionOptions(options.get(PravegaOptions.CONTROLLER), tls, CredentialChoice.from(options),
                options.get(PravegaOptions.SERVICE_OUTAGE_TIMEOUT));
    }
}
