// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import org.jspecify.annotations.Nullable;

/**
 * A refusal by the server: a permission, a credential or the thing itself is missing. The same call would be refused
 * again, so nobody should repeat it.
 */
public class RefusedException extends PravegaException {

    private static final long serialVersionUID = 1L;

    public RefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
