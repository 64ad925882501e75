// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.stream.Cut;
import java.util.concurrent.CompletableFuture;

/**
 * A subscriber of a stream. What no subscriber needs any more, Pravega truncates, within the bounds of the stream's
 * retention policy.
 */
public interface ConsumptionGroup {

    /**
     * Tells the server that this subscriber needs nothing before the cut. Does not wait for the answer.
     *
     * @return done when the server has noted it; failed with a {@link PravegaException}, for instance when the cut lies
     *     before one that was released already
     */
    CompletableFuture<Void> release(Cut cut);
}
