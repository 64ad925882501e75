// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream;

import io.pravega.connectors.spark.options.PravegaOptions;
import java.io.Serializable;
import java.util.Locale;

/** Where reading ends, as the user asked for it. */
public sealed interface EndPoint extends Serializable {

    /** The end of the stream when the query is planned. */
    record Latest() implements EndPoint {
    }

    /** Never in a streaming query; in a batch query the same as {@link Latest}. */
    record Unbounded() implements EndPoint {
    }

    /** A position the user named. */
    record At(Cut cut) implements EndPoint {
    }

    /**
     * Reads option {@code end_stream_cut}.
     *
     * @param text {@code latest}, {@code unbounded} or a stream cut of {@code stream}
     */
    static EndPoint parse(StreamId stream, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "latest" -> new Latest();
            case "unbounded" -> new Unbounded();
            case "earliest" -> throw new IllegalArgumentException(
                    "Invalid end_stream_cut 'earliest': expected 'latest', 'unbounded' or a stream cut; "
                            + "nothing lies before the earliest event");
            default -> new At(PointText.cut(PravegaOptions.END_STREAM_CUT, "'latest', 'unbounded'", stream, text));
        };
    }
}
