// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.io.Serializable;

/** The credentials that the connector shows to the server. They are compared by value and never print a secret. */
public sealed interface CredentialOptions extends Serializable {

    /** No credentials of ours: the Pravega client reads {@code pravega.client.auth.*} itself, or uses none. */
    record None() implements CredentialOptions {
    }

    /** A user and a password, for Pravega's own method {@code Basic}. */
    record UserPassword(String user, Secret password) implements CredentialOptions {
    }

    /** A token, which is sent unchanged under method {@code Bearer}. */
    record BearerToken(Secret token) implements CredentialOptions {
    }

    /**
     * A file whose text is a bearer token. It is read again when it changes.
     *
     * @param file a path that driver and executors can all read
     */
    record TokenFile(String file) implements CredentialOptions {
    }

    /**
     * A class of the user that implements Pravega's {@code Credentials}.
     *
     * @param className fully qualified name
     */
    record Plugin(String className) implements CredentialOptions {
    }
}
