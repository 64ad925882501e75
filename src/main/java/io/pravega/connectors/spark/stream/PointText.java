// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.stream;

import io.pravega.connectors.spark.options.ConfigOption;

/** What the texts of start and end points have in common. */
final class PointText {

    private PointText() {
    }

    /** @param words what the option takes besides a stream cut, for the message */
    static Cut cut(ConfigOption<String> option, String words, StreamId stream, String text) {
        Cut cut;
        try {
            cut = Cut.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Invalid %s '%s': expected %s or a stream cut of stream %s"
                            .formatted(option, text, words, stream), e);
        }
        if (!cut.stream().equals(stream)) {
            throw new IllegalArgumentException(
                    "Invalid %s '%s': expected a stream cut of stream %s, but it is one of %s"
                            .formatted(option, text, stream, cut.stream()));
        }
        return cut;
    }
}
