// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.stream.Cut;

/** The second half of overwriting a stream. */
final class Truncation {

    private Truncation() {
    }

    /** @throws IllegalStateException when what lies before the cut could not be deleted */
    static void of(PravegaClient client, Cut cut) {
        try {
            client.admin().truncate(cut.stream(), cut);
        } catch (RuntimeException e) {
            throw new IllegalStateException(("Cannot delete what stream %s held before it was overwritten: %s. The new "
                    + "events are in the stream; truncate it at %s")
                    .formatted(cut.stream(), e.getMessage(), cut.toText()), e);
        }
    }
}
