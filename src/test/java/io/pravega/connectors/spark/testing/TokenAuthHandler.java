// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.testing;

import io.pravega.auth.AuthException;
import io.pravega.auth.AuthHandler;
import io.pravega.auth.AuthenticationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;

/** Runs in the server and lets in whoever brings a token that stands in a file at that moment. */
public final class TokenAuthHandler implements AuthHandler {

    /** The server's property that names the file: a token in each line. */
    static final String TOKENS_PROPERTY = "pravega.test.tokens";

    @Override
    public String getHandlerName() {
        return "Bearer";
    }

    @Override
    public Principal authenticate(String token) throws AuthException {
        try {
            if (Files.readAllLines(Path.of(System.getProperty(TOKENS_PROPERTY))).contains(token)) {
                return () -> "bearer";
            }
        } catch (IOException e) {
            throw new AuthenticationException(e);
        }
        throw new AuthenticationException("unknown token");
    }

    @Override
    public Permissions authorize(String resource, Principal principal) {
        return Permissions.READ_UPDATE;
    }
}
