// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog

import java.nio.file.Files
import java.time.Duration

import io.pravega.client.stream.{RetentionPolicy, ScalingPolicy, StreamConfiguration}
import org.apache.spark.sql.streaming.Trigger
import org.scalatest.concurrent.Eventually.eventually
import org.scalatest.concurrent.PatienceConfiguration.{Interval, Timeout}
import org.scalatest.time.SpanSugar._

/** Streams that SQL creates and alters, and what it may not create. */
class CreateTableSuite extends CatalogFixture {

  private def configuration(stream: String): StreamConfiguration = streamInfo(stream).getStreamConfiguration

  test("a table is created once") {
    spark.sql(s"CREATE TABLE ${table("plain")} (event BINARY)")
    configuration("plain").getScalingPolicy shouldBe ScalingPolicy.fixed(1)
    refusal(s"CREATE TABLE ${table("plain")} (event BINARY)") should include("already exists")
    spark.sql(s"CREATE TABLE IF NOT EXISTS ${table("plain")} (event STRING, routing_key STRING)")
    refusal("CREATE TABLE pravega.nowhere.plain (event BINARY)") should include("nowhere")
    streamManager.checkScopeExists("nowhere") shouldBe false
  }

  test("table properties are the stream's settings") {
    spark.sql(s"CREATE TABLE ${table("set")} (event STRING, routing_key STRING) TBLPROPERTIES (num_segments = 3, " +
      "segment_target_rate_events_per_sec = 1000, scale_factor = 4, retention_duration_milliseconds = '7d', " +
      "rollover_size_bytes = '16m')")
    configuration("set").getScalingPolicy shouldBe ScalingPolicy.byEventRate(1000, 4, 3)
    configuration("set").getRetentionPolicy shouldBe RetentionPolicy.byTime(Duration.ofDays(7))
    configuration("set").getRolloverSizeBytes shouldBe 16 * 1024 * 1024
    val found = properties("set")
    found("retention_duration_milliseconds") shouldBe "604800000"
    found("rollover_size_bytes") shouldBe "16777216"
  }

  test("buckets of routing keys are segments") {
    spark.sql(s"CREATE TABLE ${table("buckets")} (event BINARY, routing_key STRING) " +
      "CLUSTERED BY (routing_key) INTO 5 BUCKETS")
    configuration("buckets").getScalingPolicy shouldBe ScalingPolicy.fixed(5)
  }

  test("a table is created from a query, and none stays when the query fails") {
    spark.sql(s"CREATE TABLE ${table("made")} AS SELECT cast(id AS string) AS event FROM range(3)")
    eventsOf(table("made")) shouldBe Seq("0", "1", "2")
    refusal(s"CREATE TABLE ${table("failed")} AS " +
      "SELECT cast(raise_error('no more') AS string) AS event FROM range(1)") should include("no more")
    streamExists("failed") shouldBe false
    import testImplicits._
    Seq("a").toDF("event").writeTo(table("frame")).tableProperty("num_segments", "2").create()
    configuration("frame").getScalingPolicy shouldBe ScalingPolicy.fixed(2)
    eventsOf(table("frame")) shouldBe Seq("a")
  }

  test("a streaming query creates the table that it writes to") {
    val source = newStream()
    writeEvents(source, "a")
    spark.readStream.option("start_stream_cut", "earliest").table(table(source))
      .writeStream.option("checkpointLocation", Files.createTempDirectory("checkpoint").toString)
      .trigger(Trigger.AvailableNow).toTable(table("streamed")).awaitTermination()
    eventsOf(table("streamed")) shouldBe Seq("a")
  }

  for ((what, statement, sentence) <- Seq(
      ("another column", "(event BINARY, temperature DOUBLE)", "with column 'temperature' of type double: " +
        "without property event_format, expected event BINARY or STRING, and routing_key STRING if wanted"),
      ("an event of another type", "(event INT)",
        "with column 'event' of type int: without property event_format, expected event BINARY or STRING"),
      ("a key of another type", "(event BINARY, routing_key INT)", "with column 'routing_key' of type int"),
      ("no event", "(routing_key STRING)", "column 'event' is missing"),
      ("an unknown property", "(event BINARY) TBLPROPERTIES (num_segmnts = 3)",
        "Invalid table property 'num_segmnts': expected one of [num_segments, scale_factor, "),
      ("a bad value", "(event BINARY) TBLPROPERTIES (num_segments = 'many')",
        "Invalid num_segments 'many': expected a whole number from 1"),
      ("two rates", "(event BINARY) TBLPROPERTIES (segment_target_rate_events_per_sec = 1, " +
        "segment_target_rate_bytes_per_sec = 1024)", "a stream scales either by bytes or by events"),
      ("partitions", "(event BINARY, routing_key STRING) PARTITIONED BY (routing_key)",
        "partitioned by routing_key: expected nothing or CLUSTERED BY (routing_key) INTO n BUCKETS"),
      ("buckets twice", "(event BINARY, routing_key STRING) CLUSTERED BY (routing_key) INTO 2 BUCKETS " +
        "TBLPROPERTIES (num_segments = 2)", "CLUSTERED BY and property num_segments both say how many segments it has"),
      ("a comment", "(event BINARY) COMMENT 'no'", "Invalid table property 'comment': expected one of ["),
      ("a location", "(event BINARY) LOCATION '/tmp/no'", "Invalid table property '"))) {
    test(s"$what is refused, and nothing is created") {
      refusal(s"CREATE TABLE ${table("refused")} $statement") should include(sentence)
      streamExists("refused") shouldBe false
    }
  }

  test("a name that Pravega does not take is refused") {
    refusal(s"CREATE TABLE ${table("no_such")} (event BINARY)") should
      include("Invalid stream 'no_such': expected at most 255")
  }

  test("properties are set and unset; the controller scales; tags and what else there is stay") {
    createStream("altered", StreamConfiguration.builder.scalingPolicy(ScalingPolicy.fixed(1)).tag("mine")
      .retentionPolicy(RetentionPolicy.byTime(Duration.ofDays(1), Duration.ofDays(9))).build)
    spark.sql(s"ALTER TABLE ${table("altered")} SET TBLPROPERTIES (num_segments = 3)")
    eventually(Timeout(30.seconds), Interval(100.millis))(openSegments("altered") should have size 3)
    configuration("altered").getTags should contain only "mine"
    configuration("altered").getRetentionPolicy shouldBe RetentionPolicy.byTime(Duration.ofDays(1), Duration.ofDays(9))
    spark.sql(s"ALTER TABLE ${table("altered")} UNSET TBLPROPERTIES (retention_duration_milliseconds)")
    configuration("altered").getRetentionPolicy shouldBe null
    configuration("altered").getScalingPolicy shouldBe ScalingPolicy.fixed(3)
    refusal(s"ALTER TABLE ${table("altered")} SET TBLPROPERTIES (colour = 'red')") should
      include("Invalid table property 'colour'")
  }

  test("what Pravega cannot do is refused") {
    val stream = newStream()
    refusal(s"ALTER TABLE ${table(stream)} RENAME TO $namespace.other") should include(
      s"Cannot rename table ${table(stream)}: a stream keeps its name")
    refusal(s"ALTER TABLE ${table(stream)} ADD COLUMN more STRING") should
      include(s"Cannot alter the columns of table ${table(stream)}")
    refusal(s"ALTER TABLE ${table(stream)} DROP COLUMN event") should
      include(s"Cannot alter the columns of table ${table(stream)}")
    streamExists(stream) shouldBe true
  }
}
