// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.options.StreamCreationOptions;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Scopes and streams as a whole. */
public interface StreamAdmin {

    boolean scopeExists(String scope);

    boolean streamExists(StreamId stream);

    /** Creates the scope unless it exists. */
    void createScope(String scope);

    /** Returns whether the scope was deleted; a scope that holds more than a commit ledger is left as it is. */
    boolean deleteEmptyScope(String scope);

    /** Deletes the scope with all that it holds. */
    void deleteScope(String scope);

    /** The scopes that users made, by name. */
    List<String> scopes();

    /** Creates the stream without tags. */
    default boolean createStream(StreamId stream, StreamCreationOptions options) {
        return createStream(stream, new StreamDescription(options, Set.of()));
    }

    /** Creates the stream unless it exists; returns whether this call created it. */
    boolean createStream(StreamId stream, StreamDescription description);

    /** Lists the scope's streams that users made, by name. */
    List<StreamId> streams(String scope);

    /** Deletes everything before {@code cut}. */
    void truncate(StreamId stream, Cut cut);

    /** Returns how the stream is set up, or empty when it does not exist. */
    Optional<StreamDescription> describe(StreamId stream);

    /**
     * Changes scaling, retention, rollover and tags where they differ from what the stream has; keeps everything else.
     */
    void updateStream(StreamId stream, StreamDescription description);

    /** Seals the stream and deletes it. */
    void deleteStream(StreamId stream);
}
