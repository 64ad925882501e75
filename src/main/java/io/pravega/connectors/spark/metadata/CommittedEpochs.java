// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.metadata;

import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.write.commit.CommittedEpoch;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** What the commit ledger of a scope holds: the latest epoch of each query, the latest version of each application. */
record CommittedEpochs(String scope) implements Question {

    private static final StructType SCHEMA = new StructType()
            .add("kind", DataTypes.StringType, false)
            .add("query", DataTypes.StringType, false)
            .add("stream", DataTypes.StringType, false)
            .add("epoch", DataTypes.LongType, true)
            .add("state", DataTypes.StringType, false)
            .add("transactions", DataTypes.createArrayType(DataTypes.StringType, false), false)
            .add("events", DataTypes.LongType, false)
            .add("bytes", DataTypes.LongType, false)
            .add("time", DataTypes.TimestampType, true);

    @Override
    public String subject() {
        return "commit ledger of scope " + scope;
    }

    @Override
    public StructType schema() {
        return SCHEMA;
    }

    /** @throws IllegalArgumentException when the scope does not exist; one without a ledger has no rows */
    @Override
    public List<@Nullable Object[]> ask(PravegaClient client) {
        List<CommittedEpoch> found = CommittedEpoch.all(client.ledger(scope));
        if (found.isEmpty() && !client.admin().scopeExists(scope)) {
            throw new IllegalArgumentException("Cannot read the commit ledger of scope '%s': the scope does not exist"
                    .formatted(scope));
        }
        return found.stream().map(CommittedEpochs::row).toList();
    }

    private static @Nullable Object[] row(CommittedEpoch entry) {
        @Nullable Long number = entry.number().isPresent() ? entry.number().getAsLong() : null;
        @Nullable Long time = entry.time().map(CommittedEpochs::micros).orElse(null);
        return new @Nullable Object[] {Question.text(entry.kind()), Question.text(entry.writer()),
            Question.text(entry.stream().name()), number, Question.text(entry.state()),
            Question.texts(entry.transactions()), entry.events(), entry.bytes(), time};
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
