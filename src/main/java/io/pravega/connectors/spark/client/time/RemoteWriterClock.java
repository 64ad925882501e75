// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.time;

import io.pravega.client.stream.Stream;
import io.pravega.client.stream.impl.WriterPosition;
import io.pravega.connectors.spark.client.WriterClock;
import io.pravega.connectors.spark.client.connection.Connection;
import io.pravega.connectors.spark.client.connection.Failures;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.client.read.Cuts;
import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.concurrent.CompletableFuture;

/** The clock of a writer that the controller knows by its name. */
public final class RemoteWriterClock implements WriterClock {

    /** What the controller's client says when the writer has noted a later time before. */
    private static final String WENT_BACK = "INVALID_TIME";

    private final Connection connection;
    private final Stream stream;
    private final String writer;
    private final Purpose purpose;

    public RemoteWriterClock(Connection connection, StreamId stream, String writer) {
        this.connection = connection;
        this.stream = Stream.of(stream.scope(), stream.name());
        this.writer = writer;
        this.purpose = Purpose.writing(stream, "note the event time of stream " + stream);
    }

    @Override
    public boolean note(long millis, Cut position) {
        WriterPosition reached = WriterPosition.builder()
                .segments(Cuts.toPravega(position).asImpl().getPositions()).build();
        return connection.await(purpose, connection.controller()
                .noteTimestampFromWriter(writer, stream, millis, reached).thenApply(done -> true)
                .exceptionallyCompose(failure ->
                        String.valueOf(Failures.unwrap(failure).getMessage()).endsWith(WENT_BACK)
                                ? CompletableFuture.completedFuture(false) : CompletableFuture.failedFuture(failure)));
    }

    @Override
    public void leave() {
        connection.await(purpose, connection.controller().removeWriter(writer, stream));
    }
}
