// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos;

import io.pravega.client.ClientConfig;
import io.pravega.connectors.spark.testing.TokenAuthHandler;
import io.pravega.shared.security.auth.Credentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** Who may use a cluster: everybody, or who brings one of the bearer tokens that are accepted at the time. */
public final class Access {

    private static final String KEY = "what-signs-delegation-tokens";
    /** The token of the servers themselves, and of who looks after them. */
    private static final String OWN = "the-servers-own";

    private final Path tokens;
    private final Map<String, String> controller;
    private final Map<String, String> store;

    private Access(Path tokens, Map<String, String> controller, Map<String, String> store) {
        this.tokens = tokens;
        this.controller = controller;
        this.store = store;
    }

    /** Lets everybody in. */
    public static Access open() {
        return new Access(null, Map.of(), Map.of());
    }

    /**
     * Lets in who brings an accepted token.
     *
     * @param directory where the list of them is
     * @param life how long the segment stores take a delegation token, which a controller gives to whom it lets in
     */
    public static Access byToken(Path directory, Duration life) throws IOException {
        Path tokens = directory.resolve("accepted-tokens").toAbsolutePath();
        Path accounts = Files.writeString(directory.resolve("accounts").toAbsolutePath(), "");
        Access access = new Access(tokens,
            Map.of("controller.security.auth.enable", "true",
                "controller.security.auth.delegationToken.signingKey.basis", KEY,
                "controller.security.auth.delegationToken.ttl.seconds", String.valueOf(life.toSeconds()),
                "controller.security.pwdAuthHandler.accountsDb.location", accounts.toString(),
                TokenAuthHandler.TOKENS_PROPERTY, tokens.toString()),
            Map.of("autoScale.controller.connect.security.auth.enable", "true",
                "autoScale.security.auth.token.signingKey.basis", KEY,
                "pravega.client.auth.loadDynamic", "false",
                "pravega.client.auth.method", "Bearer",
                "pravega.client.auth.token", OWN));
        access.accept();
        return access;
    }

    /** From now on these tokens are accepted, for everything, and no others. */
    public void accept(String... accepted) throws IOException {
        // Moved into place, so that nobody reads half of it.
        Path next = Files.write(tokens.resolveSibling("accepted-tokens.next"),
            Stream.concat(Stream.of(OWN), Stream.of(accepted)).toList());
        Files.move(next, tokens, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A client's configuration that is let in whatever is accepted. */
    public ClientConfig client(URI controllers) {
        ClientConfig.ClientConfigBuilder builder = ClientConfig.builder().controllerURI(controllers);
        return tokens == null ? builder.build() : builder.credentials(new Own()).build();
    }

    Map<String, String> controller() {
        return controller;
    }

    Map<String, String> store() {
        return store;
    }

    private static final class Own implements Credentials {
        private static final long serialVersionUID = 1L;

        @Override
        public String getAuthenticationType() {
            return "Bearer";
        }

        @Override
        public String getAuthenticationToken() {
            return OWN;
        }
    }
}
