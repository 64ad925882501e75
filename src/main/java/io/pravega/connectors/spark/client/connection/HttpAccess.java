// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.pravega.connectors.spark.options.ConnectionOptions;
import io.pravega.shared.security.auth.Credentials;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** What a conversation over HTTP takes from a connection's options: whom to trust, and which credentials to show. */
public final class HttpAccess {

    private final Optional<SSLContext> tls;
    private final @Nullable Credentials credentials;

    private HttpAccess(Optional<SSLContext> tls, @Nullable Credentials credentials) {
        this.tls = tls;
        this.credentials = credentials;
    }

    /**
     * Reads the trust store and finds the credentials.
     *
     * @throws IllegalArgumentException {@code Invalid …}, when one of them cannot be used
     */
    public static HttpAccess of(ConnectionOptions options) {
        return new HttpAccess(Optional.ofNullable(options.tls().trustStore()).map(HttpAccess::trusting),
                ClientConfigs.of(options).getCredentials());
    }

    private static SSLContext trusting(String trustStore) {
        KeyStore certificates = ClientConfigs.certificates(trustStore);
        try {
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(certificates);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns who is trusted; empty for those whom the JVM trusts. */
    public Optional<SSLContext> tls() {
        return tls;
    }

    /** Returns the text of the header {@code Authorization}, which may differ from call to call; empty for none. */
    public Optional<String> authorization() {
        return Optional.ofNullable(credentials)
                .map(shown -> shown.getAuthenticationType() + " " + shown.getAuthenticationToken());
    }
}
