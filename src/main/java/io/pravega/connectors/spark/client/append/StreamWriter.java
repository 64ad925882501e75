// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.append;

import io.pravega.client.segment.impl.Segment;
import io.pravega.client.stream.impl.StreamSegments;
import io.pravega.client.stream.impl.StreamSegmentsWithPredecessors;
import io.pravega.connectors.spark.client.WriteFailedException;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.client.connection.SegmentTokens;
import io.pravega.connectors.spark.stream.StreamId;
import io.pravega.shared.security.auth.AccessOperation;
import java.util.Optional;
import java.util.UUID;

/** A writer to the stream's open segments, and to their successors when the stream is scaled. */
public final class StreamWriter extends SegmentedWriter {

    private final StreamId stream;
    private final Purpose purpose;
    private final Connection connection;

    public StreamWriter(Connection connection, StreamId stream) {
        this(connection, stream, Purpose.writing(stream, "write to stream " + stream));
    }

    private StreamWriter(Connection connection, StreamId stream, Purpose purpose) {
        super(connection, purpose, new SegmentTokens(connection.controller(), stream, AccessOperation.WRITE),
                openSegments(connection, stream, purpose));
        this.stream = stream;
        this.purpose = purpose;
        this.connection = connection;
    }

    private static StreamSegments openSegments(Connection connection, StreamId stream, Purpose purpose) {
        StreamSegments segments = connection.await(purpose,
                connection.controller().getCurrentSegments(stream.scope(), stream.name()));
        if (segments.getNumberOfSegments() == 0) {
            throw WriteFailedException.sealed(stream);
        }
        return segments;
    }

    @Override
    String target(Segment segment) {
        return segment.getScopedName();
    }

    @Override
    StreamSegments afterSealing(Segment sealed, StreamSegments segments) {
        StreamSegmentsWithPredecessors successors =
                connection.await(purpose, connection.controller().getSuccessors(sealed));
        if (successors.getSegmentToPredecessor().isEmpty()) {
            throw WriteFailedException.sealed(stream);
        }
        return segments.withReplacementRange(sealed, successors);
    }

    @Override
    public Optional<UUID> transactionId() {
        return Optional.empty();
    }

    @Override
    public void abort() {
        // What can be read already cannot be taken back.
    }
}
