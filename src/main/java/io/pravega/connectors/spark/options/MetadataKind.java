// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

/** A kind of question about the cluster: the values of option {@code metadata}. */
public enum MetadataKind {
    /** The names of the scope's streams. */
    STREAMS("Streams", false),
    /** The head and the tail of one stream. */
    STREAM_INFO("StreamInfo", true),
    /** The segments that one stream still holds. */
    SEGMENTS("Segments", true),
    /** The transactions of one stream that have ended. */
    TRANSACTIONS("Transactions", true),
    /** What queries have committed to the scope's streams. */
    COMMIT_LEDGER("CommitLedger", false);

    private final String text;
    private final boolean aboutOneStream;

    MetadataKind(String text, boolean aboutOneStream) {
        this.text = text;
        this.aboutOneStream = aboutOneStream;
    }

    boolean isAboutOneStream() {
        return aboutOneStream;
    }

    /** Returns the word that users write. */
    @Override
    public String toString() {
        return text;
    }
}
