// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.quickstart;

import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The stream of events as a table of the catalog, asked in SQL by whoever wants to know, while a query writes it. */
final class EventTable {

    private static final String CATALOG = "pravega";

    private final SparkSession spark;
    private final String scope;
    private final String events;

    EventTable(SparkSession spark, String scope, String stream) {
        this.spark = spark;
        this.scope = "%s.`%s`".formatted(CATALOG, scope);
        this.events = "%s.`%s`".formatted(this.scope, stream);
    }

    /** Makes all streams of a cluster tables of a session. */
    static SparkSession.Builder catalog(SparkSession.Builder session, String controller) {
        return session
                .config("spark.sql.catalog." + CATALOG, "io.pravega.connectors.spark.catalog.PravegaCatalog")
                .config("spark.sql.catalog." + CATALOG + ".controller", controller);
    }

    /** Returns the question. */
    String query() {
        return """
                SELECT count(*) AS events, count(DISTINCT segment_id) AS segments,
                       max(get_json_object(cast(event AS string), '$.time')) AS newest
                FROM %s""".formatted(events);
    }

    /** Asks it. */
    String answer() {
        Row row = spark.sql(query()).first();
        return "%,7d events in %d segments, the newest of %s".formatted(row.getLong(0), row.getLong(1),
                row.getString(2));
    }

    /** Returns what the queries have committed. */
    String committed() {
        return spark.sql("SELECT query, stream, epoch, state FROM %s.spark_commit_ledger ORDER BY stream DESC"
                .formatted(scope)).collectAsList().stream()
                .map(row -> "query %s has committed epoch %d to %s: %s".formatted(row.getString(0), row.getLong(2),
                        row.getString(1), row.getString(3)))
                .collect(Collectors.joining("\n"));
    }
}
