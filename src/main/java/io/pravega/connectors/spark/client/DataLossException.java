// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

/** Data that was asked for is no longer in the stream. The message names stream, segment and offsets. */
public final class DataLossException extends PravegaException {

    private static final long serialVersionUID = 1L;

    public DataLossException(String message) {
        super(message, null);
    }

    public DataLossException(String message, Throwable cause) {
        super(message, cause);
    }
}
