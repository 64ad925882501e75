// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.io.Serializable;

/**
 * How a server is checked when the controller's scheme asks for TLS.
 *
 * @param trustStore path of a PEM file with the certificate authority's certificate; null = the JVM's own trust store
 * @param validateHostName whether the certificate has to be made out to the host that was called
 */
public record TlsOptions(String trustStore, boolean validateHostName) implements Serializable {

    static TlsOptions from(GivenOptions given) {
        return new TlsOptions(given.find(PravegaOptions.TRUST_STORE).orElse(null),
                given.get(PravegaOptions.VALIDATE_HOST_NAME));
    }
}
