// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.io.Serializable;

/** How the connector makes itself known to the server. Compared by value; no secret is ever printed. */
public sealed interface CredentialOptions extends Serializable {

    /** Nothing was set: the Pravega client looks for {@code pravega.client.auth.*} itself, or goes without. */
    record None() implements CredentialOptions {
    }

    /** Pravega's own {@code Basic} method. */
    record UserPassword(String user, Secret password) implements CredentialOptions {
    }

    /** A token sent as it is, under method {@code Bearer}. */
    record BearerToken(Secret token) implements CredentialOptions {
    }

    /**
     * A file whose text is a bearer token, read again as it changes.
     *
     * @param file a path that driver and executors can all read
     */
    record TokenFile(String file) implements CredentialOptions {
    }

    /**
     * A class of the user's that implements Pravega's {@code Credentials}.
     *
     * @param className fully qualified name
     */
    record Plugin(String className) implements CredentialOptions {
    }
}
