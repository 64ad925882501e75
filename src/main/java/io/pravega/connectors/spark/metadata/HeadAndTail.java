// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.metadata;

import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.StreamDirectory;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The head and the tail of a stream. */
record HeadAndTail(StreamId stream) implements Question {

    private static final StructType SCHEMA = new StructType()
            .add("head_stream_cut", DataTypes.StringType, false)
            .add("tail_stream_cut", DataTypes.StringType, false);

    @Override
    public String subject() {
        return "head and tail of stream " + stream;
    }

    @Override
    public StructType schema() {
        return SCHEMA;
    }

    @Override
    public List<@Nullable Object[]> ask(PravegaClient client) {
        StreamDirectory directory = client.directory(stream);
        return List.<@Nullable Object[]>of(new @Nullable Object[] {
            Question.text(directory.head().toText()), Question.text(directory.tail().toText())});
    }
}
