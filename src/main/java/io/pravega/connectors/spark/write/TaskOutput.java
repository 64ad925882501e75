// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.EventSink;
import java.util.UUID;

/** Where one task's events go. */
interface TaskOutput extends AutoCloseable {

    /** Made by the first call, so that a task without rows costs nothing. */
    EventSink sink();

    /**
     * Makes what was written durable.
     *
     * @return the transaction that holds it; null when there is none
     */
    UUID commit();

    /** Takes back what was written, as far as that can be. */
    void abort();

    @Override
    void close();
}
