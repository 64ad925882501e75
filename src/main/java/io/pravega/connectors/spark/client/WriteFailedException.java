// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.stream.StreamId;
import org.jspecify.annotations.Nullable;

/** Events that were handed over could not be made durable. */
public final class WriteFailedException extends PravegaException {

    private static final long serialVersionUID = 1L;

    public WriteFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public static WriteFailedException sealed(StreamId stream) {
        return new WriteFailedException("Cannot write to stream %s: it is sealed".formatted(stream), null);
    }
}
