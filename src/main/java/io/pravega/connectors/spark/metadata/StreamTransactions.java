// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.metadata;

import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The transactions of a stream that have ended; the server lists no others. */
record StreamTransactions(StreamId stream) implements Question {

    private static final StructType SCHEMA = new StructType()
            .add("transaction_id", DataTypes.StringType, false)
            .add("status", DataTypes.StringType, false);

    @Override
    public String subject() {
        return "transactions of stream " + stream;
    }

    @Override
    public StructType schema() {
        return SCHEMA;
    }

    @Override
    public List<@Nullable Object[]> ask(PravegaClient client) {
        return client.admin().endedTransactions(stream).entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(found -> new @Nullable Object[] {
                    Question.text(found.getKey()), Question.text(found.getValue())}).toList();
    }
}
