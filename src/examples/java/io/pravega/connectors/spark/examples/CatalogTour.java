// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.examples;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Goes through what SQL can do with streams as tables, and stops at the first answer that is not what it should be.
 *
 * <p>Takes a scope, which must be empty, and a directory for a checkpoint. Where the catalog {@code pravega} is comes
 * with {@code --conf spark.sql.catalog.pravega=…} and {@code --conf spark.sql.catalog.pravega.controller=…}. Spark's
 * module for Avro has to be there.
 */
public final class CatalogTour {

    private final SparkSession spark;
    private final String scope;
    private final String namespace;
    private final String checkpoint;

    private CatalogTour(SparkSession spark, String scope, String checkpoint) {
        this.spark = spark;
        this.scope = scope;
        this.namespace = "pravega.`" + scope + "`";
        this.checkpoint = checkpoint;
    }

    public static void main(String[] args) throws Exception {
        SparkSession spark = SparkSession.builder().appName("Catalog tour").getOrCreate();
        take(spark, args[0], args[1]);
        spark.stop();
    }

    static void take(SparkSession spark, String scope, String checkpoint) throws Exception {
        CatalogTour tour = new CatalogTour(spark, scope, checkpoint);
        tour.create();
        tour.insertAndSelect();
        tour.stream();
        tour.typed();
        tour.parseAsSparkDoes();
        tour.askAboutStreams();
        tour.alterAndDrop();
        System.out.println("The tour is over, on Spark " + spark.version());
    }

    private void create() {
        run("CREATE TABLE %s.sensors (event STRING, routing_key STRING) CLUSTERED BY (routing_key) INTO 3 BUCKETS "
                + "TBLPROPERTIES (retention_duration_milliseconds = '7d')");
        run("CREATE TABLE IF NOT EXISTS %s.sensors (event BINARY)");
        name("tables", "SHOW TABLES IN %s");
        expect(List.of("sensors"), "SELECT tableName FROM tables");
        name("columns", "DESCRIBE TABLE %s.sensors");
        expect(List.of("binary"), "SELECT data_type FROM columns WHERE col_name = 'event'");
        expect(List.of("1"), namespaces());
    }

    private void insertAndSelect() {
        run("INSERT INTO %s.sensors VALUES ('a'), ('b')");
        run("INSERT INTO %s.sensors VALUES ('c', 'key')");
        run("INSERT INTO %s.sensors (routing_key, event) VALUES ('key', 'd')");
        run("INSERT INTO %s.sensors BY NAME SELECT 'key' AS routing_key, 'e' AS event");
        run("INSERT INTO %s.sensors SELECT concat('f', '')");
        expect(List.of("a", "b", "c", "d", "e", "f"), "SELECT cast(event AS string) FROM %s.sensors ORDER BY 1");
        expect(List.of("1 sensors"), "SELECT DISTINCT concat(event_size, ' ', stream) FROM %s.sensors");
        expect(List.of("1"), "SELECT count(DISTINCT segment_id) FROM %s.sensors "
                + "WHERE cast(event AS string) IN ('c', 'd', 'e')");
        String tail = run("SELECT tail_stream_cut FROM %s.sensors.positions").head().getString(0);
        run("CREATE TABLE %s.copy AS SELECT event FROM %s.sensors LIMIT 2");
        expect(List.of("2"), "SELECT count(*) FROM %s.copy");
        run("INSERT OVERWRITE %s.copy SELECT 'new' AS event");
        expect(List.of("new"), "SELECT cast(event AS string) FROM %s.copy");
        spark.range(3).select(col("id").cast("string").as("event")).write().insertInto(namespace + ".sensors");
        expect(List.of("9"), "SELECT count(*) FROM %s.sensors");
        expect(List.of("6"), "SELECT count(*) FROM %s.sensors VERSION AS OF '" + tail + "'");
    }

    private void stream() throws Exception {
        StreamingQuery query = spark.readStream().option("start_stream_cut", "earliest")
                .table(namespace + ".sensors.events")
                .selectExpr("concat(stream, ' ', length(event)) AS event")
                .writeStream().option("checkpointLocation", checkpoint).trigger(Trigger.AvailableNow())
                .toTable(namespace + ".streamed");
        query.awaitTermination();
        expect(List.of("sensors 1 9"), "SELECT concat(cast(event AS string), ' ', count(*)) FROM %s.streamed "
                + "GROUP BY event");
        expect(List.of("0 DONE 9"), "SELECT concat_ws(' ', epoch, state, events) FROM %s.spark_commit_ledger "
                + "WHERE query = '" + query.id() + "'");
        if (!spark.version().startsWith("3.")) {
            spark.readStream().option("start_stream_cut", "earliest").table(namespace + ".sensors")
                    .selectExpr("concat_ws(' ', stream, event_size) AS event")
                    .writeStream().option("checkpointLocation", checkpoint + "-hidden").trigger(Trigger.AvailableNow())
                    .toTable(namespace + ".hidden").awaitTermination();
            expect(List.of("sensors 1 9"), "SELECT concat(cast(event AS string), ' ', count(*)) FROM %s.hidden "
                    + "GROUP BY event");
            run("DROP TABLE %s.hidden");
        }
    }

    private void typed() throws Exception {
        run("CREATE TABLE %s.readings (sensor STRING, at TIMESTAMP, place STRUCT<x: DOUBLE, tags: ARRAY<STRING>>) "
                + "TBLPROPERTIES (event_format = 'json', routing_key_column = 'sensor')");
        run("INSERT INTO %s.readings VALUES "
                + "('a', TIMESTAMP'2026-01-02 03:04:05', named_struct('x', 1.5D, 'tags', array('p', 'q'))), "
                + "('b', NULL, NULL)");
        expect(List.of("a 2026-01-02 03:04:05 1.5 q", "b"),
                "SELECT concat_ws(' ', sensor, at, place.x, place.tags[1]) FROM %s.readings ORDER BY sensor");
        expect(List.of("{\"sensor\":\"b\"}"),
                "SELECT cast(event AS STRING) FROM %s.readings WHERE place IS NULL AND event_size > 0");
        run("CREATE TABLE %s.measured (sensor STRING, place STRUCT<x: DOUBLE>) "
                + "TBLPROPERTIES (event_format = 'avro')");
        spark.readStream().option("start_stream_cut", "earliest").table(namespace + ".readings")
                .selectExpr("sensor", "if(place IS NULL, NULL, named_struct('x', place.x)) AS place")
                .writeStream().option("checkpointLocation", checkpoint + "-typed").trigger(Trigger.AvailableNow())
                .toTable(namespace + ".measured").awaitTermination();
        expect(List.of("a 1.5", "b"), "SELECT concat_ws(' ', sensor, place.x) FROM %s.measured ORDER BY sensor");
        expect(List.of("1"), "SELECT count(*) FROM %s.measured WHERE place IS NULL");
    }

    private void parseAsSparkDoes() {
        compare("json", "i INT, s STRING, d DOUBLE, at TIMESTAMP, n STRUCT<x: BIGINT, y: ARRAY<DECIMAL(10, 2)>>",
                "CASE pmod(xxhash64(id), 6) "
                + "WHEN 0 THEN concat('{\"i\":', id, ',\"s\":\"t', id, '\",\"d\":', id / 7, '}') "
                + "WHEN 1 THEN concat('{\"i\":\"', id, '\",\"s\":', id, ',\"unknown\":[{}]}') "
                + "WHEN 2 THEN concat('{\"d\":1e', pmod(id, 400), ',\"at\":\"2024-05-06T07:08:', pmod(id, 70), 'Z\"}') "
                + "WHEN 3 THEN concat('{\"n\":{\"x\":', id, ',\"y\":[1,null,', id / 16, ']}}') "
                + "WHEN 4 THEN substr(concat('{\"i\":', id, ',\"s\":\"cut off\"}'), 1, pmod(id, 20) + 1) "
                + "ELSE 'no JSON' END");
        compare("csv", "i INT, s STRING, at TIMESTAMP", "CASE pmod(xxhash64(id), 4) "
                + "WHEN 0 THEN concat(id, ',text ', id, ',2024-05-06T07:08:', pmod(id, 70)) "
                + "WHEN 1 THEN concat('\"', id, '\",\"quoted, \"\"', id, '\"\"\"') "
                + "WHEN 2 THEN concat('x', id, ',,', id, ',more') "
                + "ELSE concat(',', id) END");
    }

    /**
     * Compares the columns of a stream with what Spark's own function makes of the same thousands of events.
     *
     * @param event an expression of {@code id}, whose values are the events
     */
    private void compare(String format, String columns, String event) {
        run("CREATE TABLE %s." + format + " AS SELECT " + event + " AS event FROM range(3000)");
        Dataset<Row> typed = spark.read().format("pravega")
                .option("controller", spark.conf().get("spark.sql.catalog.pravega.controller"))
                .option("scope", scope).option("stream", format).option("event_format", format)
                .schema(columns).load();
        Dataset<Row> parsed = run("SELECT r.* FROM (SELECT from_" + format + "(cast(event AS STRING), '" + columns
                + "') AS r FROM %s." + format + ")");
        if (typed.count() != 3000 || !typed.exceptAll(parsed).isEmpty() || !parsed.exceptAll(typed).isEmpty()) {
            throw new IllegalStateException("Expected the rows of from_" + format);
        }
    }

    private void askAboutStreams() {
        expect(List.of("3 1.0"), "SELECT concat(count(*), ' ', sum(key_to - key_from)) FROM %s.sensors.segments");
        // Pravega tells of them only while no transaction of another stream has ended.
        run("SELECT status, count(*) FROM %s.sensors.transactions GROUP BY status").collect();
        name("properties", "SHOW TBLPROPERTIES %s.sensors");
        expect(List.of("604800000"), "SELECT value FROM properties WHERE key = 'retention_duration_milliseconds'");
    }

    private void alterAndDrop() {
        run("ALTER TABLE %s.sensors UNSET TBLPROPERTIES (retention_duration_milliseconds)");
        String statement = run("SHOW CREATE TABLE %s.sensors").head().getString(0);
        run("TRUNCATE TABLE %s.sensors");
        expect(List.of("0"), "SELECT count(*) FROM %s.sensors");
        run("DELETE FROM %s.copy");
        expect(List.of("0"), "SELECT count(*) FROM %s.copy");
        run("DROP TABLE %s.sensors");
        spark.sql(statement);
        expect(List.of("3"), "SELECT count(*) FROM %s.sensors.segments");
        run("DROP NAMESPACE %s CASCADE");
        expect(List.of("0"), namespaces());
    }

    /** Counts the namespaces that bear the scope's name. */
    private String namespaces() {
        name("namespaces", "SHOW NAMESPACES IN pravega");
        return "SELECT count(*) FROM namespaces WHERE instr(namespace, '%s') > 0".replace("%s", scope);
    }

    /** Gives the answer of a statement a name, so that a query can use it. */
    private void name(String name, String statement) {
        run(statement).createOrReplaceTempView(name);
    }

    /** Runs a statement; {@code %s} stands for the namespace. */
    private Dataset<Row> run(String statement) {
        return spark.sql(statement.replace("%s", namespace));
    }

    private void expect(List<String> answer, String query) {
        List<String> found = run(query).collectAsList().stream().map(row -> String.valueOf(row.get(0))).toList();
        if (!found.equals(answer)) {
            throw new IllegalStateException("Expected %s of %s, found %s".formatted(answer, query, found));
        }
    }
}
