// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import io.pravega.connectors.spark.stream.ReadPoint;
import java.util.Optional;

/** What becomes of a start by time that no mark of the stream goes back to. */
enum WithoutMark {

    ERROR("error", Optional.empty()),
    EARLIEST("earliest", Optional.of(new ReadPoint.Earliest())),
    LATEST("latest", Optional.of(new ReadPoint.Latest()));

    private final String word;
    // Error Prone does not know that read points are immutable.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Optional<ReadPoint> place;

    WithoutMark(String word, Optional<ReadPoint> place) {
        this.word = word;
        this.place = place;
    }

    /** Returns where reading starts instead; empty when it does not. */
    Optional<ReadPoint> place() {
        return place;
    }

    @Override
    public String toString() {
        return word;
    }
}
