// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import java.time.Duration;

/** What source and sink of a query in real-time mode have to agree on. */
public final class RealTimeMode {

    /** The property of Spark's jobs by which the source tells the sink's tasks that they are in real-time mode. */
    public static final String PROPERTY = "pravega.realTimeMode";

    /** How long the sink lets an event wait for others that are sent together with it. */
    public static final Duration FLUSH_INTERVAL = Duration.ofMillis(5);

    private RealTimeMode() {
    }
}
