// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream;

import io.pravega.connectors.spark.options.PravegaOptions;
import java.io.Serializable;
import java.util.Locale;

/** Where reading starts, as the user asked for it. */
public sealed interface StartPoint extends Serializable {

    /** The first event the stream still holds when the query is planned. */
    record Earliest() implements StartPoint {
    }

    /** The end of the stream when the query is planned. */
    record Latest() implements StartPoint {
    }

    /** A position the user named. */
    record At(Cut cut) implements StartPoint {
    }

    /**
     * Reads option {@code start_stream_cut}.
     *
     * @param text {@code earliest}, {@code latest}, {@code unbounded} (= earliest) or a stream cut of {@code stream}
     */
    static StartPoint parse(StreamId stream, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "earliest", "unbounded" -> new Earliest();
            case "latest" -> new Latest();
            default -> new At(PointText.cut(PravegaOptions.START_STREAM_CUT, "'earliest', 'latest', 'unbounded'",
                    stream, text));
        };
    }
}
