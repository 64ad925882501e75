// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

/** A conversation with the server failed for good. The message says what for and why, and never holds a secret. */
public final class PravegaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PravegaException(String message, Throwable cause) {
        super(message, cause);
    }
}
