package io.pravega.connectors.spark.stream;

/** What the texts of start and end points have in common. */
final class PointText {

    private PointText() {
    }

    static Cut cut(String option, StreamId stream, String text) {
        Cut cut;
        try {
            cut = Cut.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Invalid %s '%s': expected %s, or a stream cut of stream %s"
                    .formatted(option, text, option.startsWith("start") ? "'earliest', 'latest', 'unbounded'"
                            : "'latest', 'unbounded'", stream), e);
        }
        if (!cut.stream().equals(stream)) {
            throw new IllegalArgumentException("Invalid %s '%s': expected a stream cut of stream %s, but it is one of %s"
                    .formatted(option, text, stream, cut.stream()));
        }
        return cut;
    }
}
