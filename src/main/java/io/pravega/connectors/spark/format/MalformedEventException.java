// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

/** Thrown with mode {@code FAILFAST} when an event does not parse; the cause is what Spark's parser says. */
public final class MalformedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedEventException(Exception cause) {
        super(cause.getMessage(), cause);
    }
}
