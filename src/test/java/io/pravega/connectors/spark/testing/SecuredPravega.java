// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.testing;

import io.pravega.client.ClientConfig;
import io.pravega.shared.security.auth.Credentials;
import io.pravega.shared.security.auth.DefaultCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A real Pravega server with authentication on and, unless told otherwise, TLS.
 *
 * <p>Users log in by password (Pravega's own handler, method {@code Basic}) or by a token that
 * {@linkplain #acceptTokens is accepted} at the time (method {@code Bearer}, {@link TokenAuthHandler}).
 */
public final class SecuredPravega implements AutoCloseable {

    /** May do everything. */
    public static final String ADMIN = "admin";
    /** The password of {@link #ADMIN}. */
    public static final String ADMIN_PASSWORD = "admins-pass-word";

    private final EmbeddedPravega server;
    private final Path tokens;
    private final Certificates certificates;

    private SecuredPravega(EmbeddedPravega server, Path tokens, Certificates certificates) {
        this.server = server;
        this.tokens = tokens;
        this.certificates = certificates;
    }

    /** A server whose files go to {@code directory}; a certificate for localhost unless told otherwise. */
    public static Builder builder(Path directory) {
        return new Builder(directory);
    }

    /** The controller's address, with scheme {@code tls} or {@code tcp}. */
    public URI controllerUri() {
        return server.controllerUri();
    }

    /** What a client has to trust. */
    public Path trustStore() {
        return certificates.authority();
    }

    /** The server's log. */
    public Path log() {
        return server.log();
    }

    /** From now on these bearer tokens are accepted, for everything, and no others. */
    public void acceptTokens(String... accepted) {
        try {
            // Moved into place, so that the server never reads half of it.
            Path next = Files.write(tokens.resolveSibling("tokens.next"), List.of(accepted));
            Files.move(next, tokens, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    /** The line of {@link #ADMIN} in the file that Pravega's password handler reads. */
    public static String adminAccount() {
        return account(ADMIN, ADMIN_PASSWORD, "prn::*,READ_UPDATE");
    }

    /** A line of that file. */
    static String account(String name, String password, String permissions) {
        return name + ":" + hash(password) + ":" + permissions + ";";
    }

    /** How {@link #ADMIN} gets in where there is no TLS. Servers that let everybody in do not look at it. */
    public static ClientConfig adminConfig(URI controllerUri) {
        return ClientConfig.builder().controllerURI(controllerUri)
            .credentials(adminCredentials()).build();
    }

    /** What {@link #ADMIN} shows to a controller. */
    public static Credentials adminCredentials() {
        return new DefaultCredentials(ADMIN_PASSWORD, ADMIN);
    }

    /** As Pravega's StrongPasswordProcessor does, with few iterations: the server repeats them for every call. */
    private static String hash(String password) {
        int iterations = 10;
        byte[] salt = new byte[32];
        new SecureRandom().nextBytes(salt);
        try {
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 512)).getEncoded();
            HexFormat hex = HexFormat.of();
            String stored = iterations + ":" + hex.formatHex(salt) + ":" + hex.formatHex(hash);
            return hex.formatHex(stored.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Settings of a server to be started. */
    public static final class Builder {
        private final Path directory;
        private final Map<String, String> users = new LinkedHashMap<>();
        private final Certificates certificates;
        private Certificates.Identity identity;
        private String segmentStoreHost = "localhost";
        private boolean plainText;

        private Builder(Path directory) {
            this.directory = directory;
            this.certificates = Certificates.newAuthority(directory);
            users.put(ADMIN, adminAccount());
        }

        /** The authority that vouches for the server. */
        public Certificates certificates() {
            return certificates;
        }

        /** The server's certificate. */
        public Builder identity(Certificates.Identity chosen) {
            identity = chosen;
            return this;
        }

        /** The host as which the segment store is announced to clients; {@code localhost} unless told. */
        public Builder segmentStoreHost(String host) {
            segmentStoreHost = host;
            return this;
        }

        /** Without TLS. */
        public Builder plainText() {
            plainText = true;
            return this;
        }

        /**
         * Adds a user.
         *
         * @param permissions such as {@code prn::/scope:s/stream:x,READ;prn::/scope:s,READ_UPDATE}; the first entry
         *     whose pattern matches a resource decides, {@code *} matches anything
         */
        public Builder user(String name, String password, String permissions) {
            users.put(name, account(name, password, permissions));
            return this;
        }

        /** Starts the server and returns when it is ready. */
        public SecuredPravega start() {
            try {
                Path accounts = Files.write(directory.resolve("accounts"), users.values());
                Path tokens = Files.writeString(directory.resolve("tokens"), "");
                EmbeddedPravega.Builder server = EmbeddedPravega.builder()
                    // What it calls itself unless told, 0.0.0.0, is a name that no certificate is made out to.
                    .property("pravegaservice.service.published.host.nameOrIp", segmentStoreHost)
                    .property("singlenode.security.auth.enable", "true")
                    .property("singlenode.security.auth.credentials.username", ADMIN)
                    .property("singlenode.security.auth.credentials.pwd", ADMIN_PASSWORD)
                    .property("singlenode.security.auth.pwdAuthHandler.accountsDb.location", accounts.toString())
                    .property(TokenAuthHandler.TOKENS_PROPERTY, tokens.toString());
                if (!plainText) {
                    enableTls(server);
                }
                return new SecuredPravega(server.start(), tokens, certificates);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void enableTls(EmbeddedPravega.Builder server) throws IOException {
            Certificates.Identity own = identity == null ? certificates.forLocalhost() : identity;
            Path password = Files.writeString(directory.resolve("store-password"), Certificates.STORE_PASSWORD);
            server.property("singlenode.security.tls.enable", "true")
                .property("singlenode.security.tls.privateKey.location", own.privateKey().toString())
                .property("singlenode.security.tls.certificate.location", own.certificate().toString())
                .property("singlenode.security.tls.keyStore.location", certificates.zooKeeperStore().toString())
                .property("singlenode.security.tls.keyStore.pwd.location", password.toString())
                .property("singlenode.security.tls.trustStore.location", certificates.zooKeeperStore().toString());
        }
    }
}
