// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.pravega.shared.security.auth.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Credentials that are a bearer token, asked for anew on every call to the controller. */
final class TokenCredentials implements Credentials {

    private static final long serialVersionUID = 1L;

    private final transient Supplier<String> token;

    private TokenCredentials(Supplier<String> token) {
        this.token = token;
    }

    static TokenCredentials of(String token) {
        return new TokenCredentials(() -> token);
    }

    /** Makes credentials from a file, which is read each time, so that renewing it keeps a long query going. */
    static TokenCredentials fromFile(String file) {
        return new TokenCredentials(() -> read(file));
    }

    private static String read(String file) {
        String token;
        try {
            token = Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read token file '%s': %s".formatted(file, e), e);
        }
        if (token.isEmpty()) {
            throw new IllegalStateException("Cannot read token file '%s': it is empty".formatted(file));
        }
        return token;
    }

    @Override
    public String getAuthenticationType() {
        return "Bearer";
    }

    @Override
    public String getAuthenticationToken() {
        return token.get();
    }
}
