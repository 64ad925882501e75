// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.append;

/** A failure that lasted longer than the option {@code service_outage_timeout} allows. */
final class OutageException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Throwable last;

    OutageException(Throwable last) {
        super(last);
        this.last = last;
    }

    /** Returns what the last attempt failed with. */
    Throwable last() {
        return last;
    }
}
