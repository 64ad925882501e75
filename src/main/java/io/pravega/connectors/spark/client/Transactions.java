// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import java.time.Duration;

/** The transactions of one stream. */
public interface Transactions extends TransactionCalls {

    /** The shortest lease that a server grants by default: no younger transaction can have expired. */
    Duration SHORTEST_LEASE = Duration.ofSeconds(10);

    /** Begins a transaction to write to, kept alive by this JVM until it is finished. */
    EventWriter begin();
}
