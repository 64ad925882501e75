// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import org.jspecify.annotations.Nullable;

/**
 * A failure of a conversation with the server; what failed in a special way has a subclass. The message says what could
 * not be done and why, and never holds a secret.
 */
public class PravegaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PravegaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
