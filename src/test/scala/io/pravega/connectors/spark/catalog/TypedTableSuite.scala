// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog

import java.nio.file.Files

import scala.collection.JavaConverters._

import io.pravega.client.stream.{ScalingPolicy, StreamConfiguration}
import org.apache.spark.sql.streaming.Trigger

/** Tables whose columns are the fields of their events. */
class TypedTableSuite extends CatalogFixture {

  private def configuration(stream: String): StreamConfiguration = streamInfo(stream).getStreamConfiguration

  private def columns(stream: String): Seq[(String, String)] =
    spark.table(table(stream)).schema.map(field => field.name -> field.dataType.simpleString)

  test("a table has the columns that it was created with, is written and read") {
    spark.sql(s"CREATE TABLE ${table("readings")} (sensor STRING COMMENT 'which', at TIMESTAMP NOT NULL, " +
      "place STRUCT<x: INT, y: INT>, many ARRAY<DECIMAL(9,2)>) CLUSTERED BY (sensor) INTO 3 BUCKETS " +
      "TBLPROPERTIES (event_format = 'json', 'timestampFormat' = 'yyyy-MM-dd HH:mm', 'timeZone' = 'UTC')")
    configuration("readings").getScalingPolicy shouldBe ScalingPolicy.fixed(3)
    columns("readings") shouldBe Seq("sensor" -> "string", "at" -> "timestamp", "place" -> "struct<x:int,y:int>",
      "many" -> "array<decimal(9,2)>")
    rows(s"DESCRIBE ${table("readings")}") should contain(Seq("sensor", "string", "which"))
    val found = properties("readings")
    found should contain allOf("event_format" -> "json", "routing_key_column" -> "sensor",
      "timestampFormat" -> "yyyy-MM-dd HH:mm", "num_segments" -> "3")
    found.keys should not contain "current.tags"
    spark.sql(s"INSERT INTO ${table("readings")} VALUES " +
      "('a', TIMESTAMP '2024-05-06 07:08:00Z', named_struct('x', 1, 'y', 2), array(1.5)), ('b', NULL, NULL, NULL)")
    spark.sql(s"INSERT INTO ${table("readings")} (many, sensor, at, place) SELECT array(2.25), 'a', NULL, NULL")
    readAll("readings") should contain theSameElementsAs Seq("""{"sensor":"b"}""",
      """{"sensor":"a","at":"2024-05-06 07:08","place":{"x":1,"y":2},"many":[1.50]}""",
      """{"sensor":"a","many":[2.25]}""")
    readEvents("readings").filter(_.text.contains("\"a\"")).map(_.segmentId).distinct should have size 1
    rows(s"SELECT sensor, unix_seconds(at), place.y, many[0], event_size FROM ${table("readings")} " +
      "WHERE sensor = 'a' AND at IS NOT NULL") shouldBe Seq(Seq("a", "1714979280", "2", "1.50", "76"))
    spark.sql(s"INSERT OVERWRITE ${table("readings")} SELECT 'c', NULL, NULL, NULL")
    values(s"SELECT sensor FROM ${table("readings")}") shouldBe Seq("c")
  }

  test("the columns are kept in tags, beside those of others, and go with the stream") {
    spark.sql(s"CREATE TABLE ${table("kept")} (a INT) TBLPROPERTIES (event_format = 'csv')")
    val before = configuration("kept")
    before.getTags should contain("spark-table")
    streamManager.updateStream(scope, "kept", before.toBuilder.tag("mine").build) shouldBe true
    properties("kept") should contain("current.tags" -> "mine")
    spark.sql(s"ALTER TABLE ${table("kept")} SET TBLPROPERTIES (num_segments = 2, sep = ';')")
    spark.sql(s"ALTER TABLE ${table("kept")} ADD COLUMN b STRING COMMENT 'later'")
    configuration("kept").getTags should contain allOf("mine", "spark-table")
    properties("kept") should contain allOf("current.tags" -> "mine", "sep" -> ";", "num_segments" -> "2")
    columns("kept") shouldBe Seq("a" -> "int", "b" -> "string")
    spark.sql(s"ALTER TABLE ${table("kept")} UNSET TBLPROPERTIES (sep)")
    properties("kept").keys should not contain "sep"
    spark.sql(s"DROP TABLE ${table("kept")}")
    createStream("kept", segments = 1)
    columns("kept") shouldBe Seq("event" -> "binary")
    withClue("tags that were tampered with are not half a schema") {
      streamManager.updateStream(scope, "kept", before.toBuilder.clearTags()
        .tags(before.getTags.asScala.map(_.replace("/1:", "/2:")).asJava).build) shouldBe true
      refusal(s"SELECT * FROM ${table("kept")}") should include("1 of the 2 tags that keep them are left")
    }
  }

  test("wide tables are kept, and one that is too wide names the registry") {
    def wide(columns: Int): String = (1 to columns).map(i => s"a_rather_long_name_of_column_$i STRING")
      .mkString("(", ", ", ") TBLPROPERTIES (event_format = 'json')")
    spark.sql(s"CREATE TABLE ${table("wide")} ${wide(200)}")
    spark.table(table("wide")).schema should have size 200
    refusal(s"CREATE TABLE ${table("wider")} ${wide(1000)}") should (include("Cannot keep the columns of table") and
      include("use fewer or shorter columns, or a schema registry"))
    streamExists("wider") shouldBe false
  }

  test("a column that is added is null in older events; older readers ignore it; nothing else is altered") {
    for (format <- Seq("json", "csv")) {
      val name = s"evolved-$format"
      spark.sql(s"CREATE TABLE ${table(name)} (a INT) TBLPROPERTIES (event_format = '$format')")
      spark.sql(s"INSERT INTO ${table(name)} VALUES (1)")
      val older = spark.table(table(name))
      spark.sql(s"ALTER TABLE ${table(name)} ADD COLUMNS (b STRING, c DOUBLE)")
      spark.sql(s"INSERT INTO ${table(name)} VALUES (2, 'b', 2.5)")
      rows(s"SELECT * FROM ${table(name)} ORDER BY a") shouldBe Seq(Seq("1", "null", "null"), Seq("2", "b", "2.5"))
      older.collect().map(_.getInt(0)).sorted shouldBe Array(1, 2)
      for ((change, why) <- Seq("ADD COLUMN d INT FIRST" -> "a new column is the last",
          "RENAME COLUMN a TO z" -> "a column of an event_format can be added, no more",
          "DROP COLUMN a" -> "a column of an event_format can be added, no more",
          "ALTER COLUMN a TYPE BIGINT" -> "a column of an event_format can be added, no more",
          "SET TBLPROPERTIES (event_format = 'text')" -> "Cannot alter property event_format of table",
          "SET TBLPROPERTIES (mode = 'lenient')" -> "Invalid mode 'lenient'")) {
        refusal(s"ALTER TABLE ${table(name)} $change") should include(why)
      }
      columns(name).map(_._1) shouldBe Seq("a", "b", "c")
    }
    spark.sql(s"CREATE TABLE ${table("avro")} (a INT) TBLPROPERTIES (event_format = 'avro')")
    refusal(s"ALTER TABLE ${table("avro")} ADD COLUMN b INT") should include("only events of json and csv can be read")
  }

  test("a table is created from a query, and streaming queries read and write it") {
    spark.sql(s"CREATE TABLE ${table("numbers")} TBLPROPERTIES (event_format = 'avro', routing_key_column = 'key', " +
      "num_segments = 2) AS SELECT id % 3 AS key, id AS n, id / 2 AS half FROM range(20)")
    rows(s"SELECT sum(n), sum(half) FROM ${table("numbers")}") shouldBe Seq(Seq("190", "95.0"))
    spark.sql(s"CREATE TABLE ${table("copied")} (n BIGINT, key BIGINT) CLUSTERED BY (key) INTO 2 BUCKETS " +
      "TBLPROPERTIES (event_format = 'json', routing_key_in_event = false)")
    def copy(columns: String*): Unit = spark.readStream.option("start_stream_cut", "earliest").table(table("numbers"))
      .selectExpr(columns: _*).writeStream
      .option("checkpointLocation", Files.createTempDirectory("checkpoint").toString)
      .trigger(Trigger.AvailableNow).toTable(table("copied")).awaitTermination()
    copy("n", "key")
    readAll("copied") should contain theSameElementsAs (0 until 20).map(n => s"""{"n":$n}""")
    refusalOf(copy("key", "n")) should include(
      s"Cannot write rows of 'struct<key:bigint,n:bigint>' to table $namespace.copied: expected")
  }

  test("options of a query change how it reads, not what the events are") {
    spark.sql(s"CREATE TABLE ${table("mixed")} (a INT) TBLPROPERTIES (event_format = 'json')")
    writeEvents("mixed", """{"a":1}""", "{", """{"a":2}""")
    spark.read.table(table("mixed")).count() shouldBe 3
    spark.read.option("mode", "DROPMALFORMED").table(table("mixed")).count() shouldBe 2
    refusalOf(spark.read.option("event_format", "csv").table(table("mixed")).collect()) should include(
      s"Cannot use option event_format 'csv' with table $namespace.mixed: its events are json")
  }

  for ((what, statement, sentence) <- Seq(
      ("an unknown format", "(a INT) TBLPROPERTIES (event_format = 'xml')", "Invalid event_format 'xml': expected"),
      ("a misspelt property", "(a INT) TBLPROPERTIES (event_format = 'json', timestampFromat = 'x')",
        "Invalid table property 'timestampFromat'"),
      ("a property of no format", "(event BINARY) TBLPROPERTIES (sep = ';')", "Invalid table property 'sep'"),
      ("a type that CSV has not", "(a MAP<STRING, INT>) TBLPROPERTIES (event_format = 'csv')",
        "Cannot read events as csv with the columns 'a MAP<STRING, INT>'"),
      ("a routing column that is not there", "(a INT) TBLPROPERTIES (event_format = 'json', routing_key_column = 'b')",
        "Cannot route by column 'b'"),
      ("two columns of text", "(a STRING, b STRING) TBLPROPERTIES (event_format = 'text')",
        "Cannot read events as text with the columns"),
      ("a routing column twice", "(a INT, b INT) CLUSTERED BY (a) INTO 2 BUCKETS " +
        "TBLPROPERTIES (event_format = 'json', routing_key_column = 'b')",
        "CLUSTERED BY and property routing_key_column both say which column routes"))) {
    test(s"$what is refused, and nothing is created") {
      refusal(s"CREATE TABLE ${table("refused")} $statement") should include(sentence)
      streamExists("refused") shouldBe false
    }
  }
}
