package io.pravega.connectors.spark.stream;

import io.pravega.connectors.spark.options.ConfigOption;

/** What the texts of start and end points have in common. */
final class PointText {

    private PointText() {
    }

    static Cut cut(ConfigOption<String> option, StreamId stream, String text) {
        Cut cut;
        try {
            cut = Cut.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Invalid %s '%s': expected 'earliest', 'latest', 'unbounded' or a stream cut of stream %s (%s)"
                            .formatted(option, text, stream, e.getMessage()), e);
        }
        if (!cut.stream().equals(stream)) {
            throw new IllegalArgumentException(
                    "Invalid %s '%s': expected a stream cut of stream %s, but it is one of %s"
                            .formatted(option, text, stream, cut.stream()));
        }
        return cut;
    }
}
