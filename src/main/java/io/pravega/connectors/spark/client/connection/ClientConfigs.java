// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.pravega.client.ClientConfig;
import io.pravega.common.util.CertificateUtils;
import io.pravega.connectors.spark.options.ConnectionOptions;
import io.pravega.connectors.spark.options.CredentialOptions;
import io.pravega.shared.security.auth.Credentials;
import io.pravega.shared.security.auth.DefaultCredentials;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The Pravega client's configuration for given options. */
final class ClientConfigs {

    /** Each costs a thread; more of them do not make reading from one server faster. */
    private static final int CONNECTIONS_PER_SEGMENT_STORE =
            Math.max(4, Math.min(10, Runtime.getRuntime().availableProcessors()));

    private ClientConfigs() {
    }

    static ClientConfig of(ConnectionOptions options) {
        ClientConfig.ClientConfigBuilder config = ClientConfig.builder()
                .controllerURI(controller(options.controller()))
                .trustStore(options.tls().trustStore())
                .validateHostName(options.tls().validateHostName())
                .maxConnectionsPerSegmentStore(CONNECTIONS_PER_SEGMENT_STORE);
        Credentials credentials = credentials(options.credentials());
        ClientConfig built = (credentials == null ? config : config.credentials(credentials)).build();
        if (built.isEnableTls() && options.tls().trustStore() != null) {
            KeyStore unused = certificates(options.tls().trustStore());
        }
        return built;
    }

    /**
     * Reads a trust store.
     *
     * @throws IllegalArgumentException {@code Invalid …}, when it cannot be read or holds no certificate
     */
    static KeyStore certificates(String trustStore) {
        try {
            KeyStore certificates = CertificateUtils.createTrustStore(trustStore);
            if (certificates.size() == 0) {
                throw new CertificateException("it holds none");
            }
            return certificates;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("Invalid trust store '%s': expected a PEM file with certificates: %s"
                    .formatted(trustStore, e.getMessage()), e);
        }
    }

    /** Under pravegas the client of 0.13 would ask for the list of controllers in plain text; the given list serves. */
    private static URI controller(URI given) {
        return "pravegas".equals(given.getScheme()) ? URI.create("tls://" + given.getRawAuthority()) : given;
    }

    /** @return null to let the client look for {@code pravega.client.auth.*} itself */
    private static @Nullable Credentials credentials(CredentialOptions options) {
        if (options instanceof CredentialOptions.UserPassword basic) {
            return new DefaultCredentials(basic.password().value(), basic.user());
        }
        if (options instanceof CredentialOptions.BearerToken bearer) {
            return TokenCredentials.of(bearer.token().value());
        }
        if (options instanceof CredentialOptions.TokenFile file) {
            return TokenCredentials.fromFile(file.file());
        }
        if (options instanceof CredentialOptions.Plugin plugin) {
            return plugin(plugin.className());
        }
        return null;
    }

    private static Credentials plugin(String className) {
        List<ServiceLoader.Provider<Credentials>> found = ServiceLoader
                .load(Credentials.class, Thread.currentThread().getContextClassLoader()).stream().toList();
        return found.stream().filter(provider -> provider.type().getName().equals(className)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Invalid credentials plug-in '%s': expected one that ServiceLoader finds; it finds %s"
                                .formatted(className, found.stream().map(p -> p.type().getName()).toList())))
                .get();
    }
}
