// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import java.time.Duration;

/** The end of repeating a call: what failed has not passed within {@code service_outage_timeout}. */
final class ServiceOutageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration outageTimeout;

    /** @param last how the call failed the last time */
    ServiceOutageException(Duration outageTimeout, Throwable last) {
        super(last.getMessage(), last);
        this.outageTimeout = outageTimeout;
    }

    Duration outageTimeout() {
        return outageTimeout;
    }
}
