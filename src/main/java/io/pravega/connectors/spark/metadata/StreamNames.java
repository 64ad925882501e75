// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.metadata;

import io.pravega.connectors.spark.client.PravegaClient;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The streams of a scope. */
record StreamNames(String scope) implements Question {

    private static final StructType SCHEMA = new StructType()
            .add("scope_name", DataTypes.StringType, false)
            .add("stream_name", DataTypes.StringType, false);

    @Override
    public String subject() {
        return "streams of scope " + scope;
    }

    @Override
    public StructType schema() {
        return SCHEMA;
    }

    @Override
    public List<@Nullable Object[]> ask(PravegaClient client) {
        return client.admin().streams(scope).stream()
                .map(stream -> new @Nullable Object[] {
                    Question.text(stream.scope()), Question.text(stream.name())}).toList();
    }
}
