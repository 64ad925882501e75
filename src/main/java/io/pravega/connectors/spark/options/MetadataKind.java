// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

/** A kind of question about the cluster: the values of option {@code metadata}. */
public enum MetadataKind {
    /** The names of the scope's streams. */
    STREAMS("Streams"),
    /** The head and the tail of one stream. */
    STREAM_INFO("StreamInfo");

    private final String text;

    MetadataKind(String text) {
        this.text = text;
    }

    /** Returns the word that users write. */
    @Override
    public String toString() {
        return text;
    }
}
