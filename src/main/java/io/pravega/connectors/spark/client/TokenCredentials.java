// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.shared.security.auth.Credentials;
import java.util.function.Supplier;

/** A bearer token, asked for anew on every call to the controller. */
final class TokenCredentials implements Credentials {

    private static final long serialVersionUID = 1L;

    private final transient Supplier<String> token;

    TokenCredentials(Supplier<String> token) {
        this.token = token;
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
