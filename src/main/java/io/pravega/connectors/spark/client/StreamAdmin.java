// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import io.pravega.connectors.spark.options.StreamCreationOptions;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.List;

/** Scopes and streams as a whole. */
public interface StreamAdmin {

    boolean scopeExists(String scope);

    boolean streamExists(StreamId stream);

    /** Creates the scope unless it exists. */
    void createScope(String scope);

    /** Creates the stream unless it exists. */
    void createStream(StreamId stream, StreamCreationOptions options);

    /** Lists the scope's streams that users made, by name. */
    List<StreamId> streams(String scope);

    /** Deletes everything before {@code cut}. */
    void truncate(StreamId stream, Cut cut);
}
