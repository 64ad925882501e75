// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit;

import org.jspecify.annotations.Nullable;

/** A failure to commit an epoch or a batch; the message says what of it is in the stream and what to do. */
public final class CommitFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommitFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
