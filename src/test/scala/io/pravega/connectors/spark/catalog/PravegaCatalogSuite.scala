// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog

import java.nio.file.Files
import java.time.Duration

import io.pravega.client.stream.{RetentionPolicy, ScalingPolicy, StreamConfiguration}
import io.pravega.connectors.spark.stream.Cut
import org.apache.spark.sql.functions.{col, substring}
import org.apache.spark.sql.streaming.Trigger

/** Scopes as namespaces and streams that exist as tables: listed, described, read, written, emptied and dropped. */
class PravegaCatalogSuite extends CatalogFixture {

  test("namespaces are listed, created, and dropped when empty") {
    val name = scope + "-made"
    spark.sql(s"CREATE NAMESPACE pravega.`$name`")
    values("SHOW NAMESPACES IN pravega") should contain allOf (s"`$name`", s"`$scope`")
    values("SHOW NAMESPACES IN pravega").filter(_.contains("_system")) shouldBe empty
    refusal(s"CREATE NAMESPACE pravega.`$name`") should include("already exists")
    spark.sql(s"CREATE NAMESPACE IF NOT EXISTS pravega.`$name`")
    spark.sql(s"CREATE TABLE pravega.`$name`.events (event BINARY)")
    refusal(s"DROP NAMESPACE pravega.`$name`") should include("[SCHEMA_NOT_EMPTY]")
    streamManager.checkStreamExists(name, "events") shouldBe true
    spark.sql(s"DROP TABLE pravega.`$name`.events")
    spark.sql(s"DROP NAMESPACE pravega.`$name`")
    streamManager.checkScopeExists(name) shouldBe false
  }

  test("CASCADE drops a namespace with its streams and its commit ledger") {
    val name = scope + "-full"
    spark.sql(s"CREATE NAMESPACE pravega.`$name`")
    spark.sql(s"CREATE TABLE pravega.`$name`.events (event BINARY)")
    import testImplicits._
    Seq("a").toDF("event").writeTo(s"pravega.`$name`.events")
      .option("txn_app_id", "it").option("txn_version", "1").append()
    spark.sql(s"DROP NAMESPACE pravega.`$name` CASCADE")
    streamManager.checkScopeExists(name) shouldBe false
  }

  test("a namespace with nothing but a commit ledger is empty") {
    val name = scope + "-ledger"
    spark.sql(s"CREATE NAMESPACE pravega.`$name`")
    spark.sql(s"CREATE TABLE pravega.`$name`.events (event BINARY)")
    import testImplicits._
    Seq("a").toDF("event").writeTo(s"pravega.`$name`.events")
      .option("txn_app_id", "it").option("txn_version", "1").append()
    spark.sql(s"DROP TABLE pravega.`$name`.events")
    spark.sql(s"DROP NAMESPACE pravega.`$name`")
    streamManager.checkScopeExists(name) shouldBe false
  }

  test("a namespace has a name of one part and no properties") {
    refusal("CREATE NAMESPACE pravega.a.b") should
      include("Cannot create namespace pravega.a.b: a scope has a name of one part")
    refusal(s"CREATE NAMESPACE pravega.`$scope-no` WITH PROPERTIES (colour = 'red')") should
      include("with properties [colour]: a scope has none")
    streamManager.checkScopeExists(scope + "-no") shouldBe false
    refusal(s"ALTER NAMESPACE $namespace SET PROPERTIES (colour = 'red')") should
      include("a scope has no properties")
    refusal("CREATE NAMESPACE pravega.no_such") should include("Invalid scope 'no_such': expected at most 255")
  }

  test("the streams of a scope are its tables") {
    val stream = newStream()
    val listed = rows(s"SHOW TABLES IN $namespace").map(_(1))
    listed should contain(stream)
    listed.filter(_.startsWith("_")) shouldBe empty
    spark.catalog.tableExists(table(stream)) shouldBe true
    spark.catalog.tableExists(table("nothing")) shouldBe false
    refusal("SHOW TABLES IN pravega.nowhere") should include("nowhere")
    for (missing <- Seq(table("nothing"), "pravega.nowhere.nothing", table("no_such"), "pravega.a.b.c"))
      withClue(missing)(refusal(s"SELECT * FROM $missing") should (include("NOT_FOUND") or include("not found")))
  }

  test("DESCRIBE shows the columns, EXTENDED what the stream is like now") {
    val stream = newStream(2)
    writeEvents(stream, "a", "b")
    rows(s"DESCRIBE ${table(stream)}").map(_.take(2)) should contain(Seq("event", "binary"))
    val extended = rows(s"DESCRIBE EXTENDED ${table(stream)}")
    for (column <- Seq("scope", "stream", "segment_id", "offset", "event_size", "segment_number", "segment_epoch"))
      withClue(column)(extended.map(_.head) should contain(column))
    val text = extended.map(_.mkString(" ")).mkString("\n")
    for (expected <- Seq("num_segments=2", "current.num_segments=2", "current.sealed=false", "current.size_bytes=18",
      s"current.head=${Cut.parse(headCut(stream)).toText}", s"current.tail=${Cut.parse(tailCut(stream)).toText}"))
      text should include(expected)
    createStream("told", StreamConfiguration.builder.scalingPolicy(ScalingPolicy.byEventRate(7, 2, 1))
      .retentionPolicy(RetentionPolicy.byTime(Duration.ofDays(2))).tag("mine").build)
    spark.sql(s"ALTER TABLE ${table("told")} SET TBLPROPERTIES (rollover_size_bytes = '1m')")
    val told = rows(s"DESCRIBE EXTENDED ${table("told")}").map(_.mkString(" ")).mkString("\n")
    for (expected <- Seq("segment_target_rate_events_per_sec=7", "scale_factor=2",
      "retention_duration_milliseconds=172800000", "rollover_size_bytes=1048576", "current.tags=mine"))
      told should include(expected)
  }

  test("SHOW TBLPROPERTIES shows settings, tags, and where the stream begins and ends") {
    val stream = "described"
    createStream(stream, StreamConfiguration.builder.scalingPolicy(ScalingPolicy.byDataRate(20, 3, 2))
      .tag("colour=red").tag("beta").build)
    sealStream(stream)
    val found = properties(stream)
    found("num_segments") shouldBe "2"
    found("segment_target_rate_bytes_per_sec") shouldBe "20480"
    found("scale_factor") shouldBe "3"
    found("current.tags") shouldBe "beta, colour=red"
    found("current.sealed") shouldBe "true"
    found.keySet should contain allOf ("current.head", "current.tail", "current.size_bytes", "current.num_segments")
  }

  test("a stream is selected from, with its hidden columns") {
    val stream = newStream()
    writeEvents(stream, "a", "b")
    spark.table(table(stream)).columns shouldBe Array("event")
    eventsOf(table(stream)) shouldBe Seq("a", "b")
    rows(s"SELECT stream, offset, event_size, cast(event AS string) FROM ${table(stream)} ORDER BY offset") shouldBe
      Seq(Seq(stream, "0", "1", "a"), Seq(stream, "9", "1", "b"))
    values(s"SELECT count(*) FROM ${table(stream)}") shouldBe Seq("2")
    checkAnswer(spark.read.option("start_stream_cut", "latest").table(table(stream)), Nil)
  }

  test("INSERT INTO appends by position and by name") {
    val stream = newStream()
    spark.sql(s"INSERT INTO ${table(stream)} VALUES ('a'), ('b')")
    spark.sql(s"INSERT INTO ${table(stream)} VALUES ('c', 'key')")
    spark.sql(s"INSERT INTO ${table(stream)} SELECT 'key' AS routing_key, 'd' AS event")
    spark.sql(s"INSERT INTO ${table(stream)} (event) VALUES (cast('e' AS binary))")
    spark.sql(s"INSERT INTO ${table(stream)} SELECT concat('f', '') FROM range(1)")
    spark.sql(s"INSERT INTO ${table(stream)} BY NAME SELECT 'key' AS routing_key, 'g' AS event")
    eventsOf(table(stream)) shouldBe Seq("a", "b", "c", "d", "e", "f", "g")
    readAll(stream).sorted shouldBe Seq("a", "b", "c", "d", "e", "f", "g")
  }

  test("a routing key that is named routes, wherever it stands; it cannot be read") {
    val stream = newStream(4)
    val (one, other) = (newStream(4), newStream(4))
    writeKeyed(one, "k1" -> "a")
    writeKeyed(other, "k2" -> "b")
    spark.sql(s"INSERT INTO ${table(stream)} (event, routing_key) VALUES ('a', 'k1')")
    spark.sql(s"INSERT INTO ${table(stream)} (routing_key, event) VALUES ('k2', 'b')")
    spark.sql(s"INSERT INTO ${table(stream)} (event, routing_key) SELECT 'a', 'k1'")
    readEvents(stream).map(event => event.segmentId -> event.text).toSet shouldBe
      Set(readEvents(one).head.segmentId -> "a", readEvents(other).head.segmentId -> "b")
    readEvents(stream) should have size 3
    refusal(s"SELECT routing_key FROM ${table(stream)}") should
      include("Cannot read column 'routing_key': Pravega does not keep the routing keys of events")
    refusal(s"INSERT INTO ${table(stream)} (event, colour) VALUES ('a', 'red')") should include("colour")
  }

  test("columns of which none is the event are refused, and so is an event that is no text") {
    val stream = newStream()
    refusal(s"INSERT INTO ${table(stream)} SELECT 'a' AS one, 'b' AS other") should
      include("Cannot write to Pravega: column 'event', a string or binary, is missing; there are [one, other]")
    refusal(s"INSERT INTO ${table(stream)} VALUES (1)") should
      include("Cannot write to Pravega: column 'event' is int, expected a string or binary")
    refusal(s"INSERT INTO ${table(stream)} VALUES ('a', 'b', 'c')") should include("column 'event'")
    readAll(stream) shouldBe empty
  }

  test("frames are appended and overwrite") {
    val stream = newStream()
    import testImplicits._
    Seq("a" -> "k", "b" -> "k").toDF("event", "routing_key").writeTo(table(stream)).append()
    Seq("c").toDF("event").writeTo(table(stream)).option("exactly_once", "false").append()
    Seq("d").toDF("event").write.insertInto(table(stream))
    eventsOf(table(stream)) shouldBe Seq("a", "b", "c", "d")
    spark.sql(s"INSERT OVERWRITE ${table(stream)} SELECT 'new' AS event")
    eventsOf(table(stream)) shouldBe Seq("new")
  }

  test("TRUNCATE TABLE and DELETE without a condition empty a stream") {
    val stream = newStream(2)
    writeEvents(stream, "a", "b")
    spark.sql(s"TRUNCATE TABLE ${table(stream)}")
    eventsOf(table(stream)) shouldBe empty
    writeEvents(stream, "c")
    refusal(s"DELETE FROM ${table(stream)} WHERE event = cast('c' AS binary)").toLowerCase should include("delete")
    eventsOf(table(stream)) shouldBe Seq("c")
    spark.sql(s"DELETE FROM ${table(stream)}")
    eventsOf(table(stream)) shouldBe empty
    streamExists(stream) shouldBe true
  }

  test("DROP TABLE deletes a stream; a write that goes on does not bring it back") {
    val stream = newStream()
    val held = spark.table(table(stream))
    spark.sql(s"DROP TABLE ${table(stream)}")
    streamExists(stream) shouldBe false
    refusalOf(held.collect()) should include("Cannot read stream")
    spark.sql(s"DROP TABLE IF EXISTS ${table(stream)}")
    refusal(s"DROP TABLE ${table(stream)}") should (include("NOT_FOUND") or include("not found"))
    refusal(s"INSERT INTO ${table(stream)} VALUES ('a')") should (include("NOT_FOUND") or include("not found"))
    streamExists(stream) shouldBe false
  }

  test("a streaming query reads one table and writes another, on from its checkpoint") {
    val (source, target) = (newStream(), newStream())
    val checkpoint = Files.createTempDirectory("checkpoint").toString

    def copy(): Unit = spark.readStream.option("start_stream_cut", "earliest").table(table(source))
      .select(col("event"), substring(col("event").cast("string"), 1, 1).as("routing_key"))
      .writeStream.option("checkpointLocation", checkpoint).trigger(Trigger.AvailableNow)
      .toTable(table(target)).awaitTermination()
    writeEvents(source, "a", "b")
    copy()
    eventsOf(table(target)) shouldBe Seq("a", "b")
    writeEvents(source, "c")
    copy()
    eventsOf(table(target)) shouldBe Seq("a", "b", "c")
  }

  test("a stream is joined with a table of the session's own catalog, and cached") {
    val stream = newStream()
    writeEvents(stream, "1", "3")
    withTempView("numbers") {
      spark.range(5).createOrReplaceTempView("numbers")
      values(s"SELECT id FROM numbers JOIN ${table(stream)} ON id = cast(cast(event AS string) AS long) " +
        "ORDER BY id") shouldBe Seq("1", "3")
    }
    spark.sql(s"CACHE TABLE ${table(stream)}")
    writeEvents(stream, "4")
    eventsOf(table(stream)) shouldBe Seq("1", "3")
    spark.sql(s"INSERT INTO ${table(stream)} VALUES ('5')")
    eventsOf(table(stream)) shouldBe Seq("1", "3", "4", "5")
    spark.sql(s"UNCACHE TABLE ${table(stream)}")
    eventsOf(table(stream)) shouldBe Seq("1", "3", "4", "5")
  }

  test("two streams are joined, in batch and in streaming with options") {
    val (left, right, target) = (newStream(), newStream(), newStream())
    writeEvents(left, "1", "2")
    writeEvents(right, "2", "3")
    val joined = s"FROM ${table(left)} l JOIN ${table(right)} r ON l.event = r.event"
    values(s"SELECT cast(l.event AS string) $joined") shouldBe Seq("2")
    spark.readStream.option("start_stream_cut", "earliest").option("max_bytes_per_trigger", "9").table(table(left))
      .join(spark.table(table(right)), "event")
      .writeStream.option("checkpointLocation", Files.createTempDirectory("checkpoint").toString)
      .option("exactly_once", "false").trigger(Trigger.AvailableNow).toTable(table(target)).awaitTermination()
    eventsOf(table(target)) shouldBe Seq("2")
  }

  test("EXPLAIN names the stream, the columns it reads and the options") {
    val stream = newStream()
    val plan = rows(s"EXPLAIN FORMATTED SELECT cast(event AS string), offset FROM ${table(stream)} " +
      s"VERSION AS OF '${headCut(stream)}' WHERE segment_id = 0 LIMIT 5").mkString
    plan should (include(s"pravega stream $scope/$stream to $scope/$stream{0.#epoch.0=0}") and
      include("event") and include("offset") and not include "event_size")
    rows(s"EXPLAIN SELECT * FROM ${table(stream)}.segments").mkString should include("segment_id")
  }

  test("an option may not name another stream") {
    val (stream, other) = (newStream(), newStream())
    refusalOf(spark.read.option("stream", other).table(table(stream)).collect()) should
      include(s"Cannot use option stream '$other' with table ${table(stream)}: the table's name says it")
  }

  test("a catalog's option has to be good; its scope is where USE leads") {
    withSQLConf("spark.sql.catalog.bad" -> classOf[PravegaCatalog].getName,
      "spark.sql.catalog.bad.controller" -> "http://nowhere") {
      refusal("SHOW NAMESPACES IN bad") should include("Invalid controller 'http://nowhere': expected tcp://host:port")
    }
    withSQLConf("spark.sql.catalog.home" -> classOf[PravegaCatalog].getName,
      "spark.sql.catalog.home.controller" -> controller, "spark.sql.catalog.home.scope" -> scope) {
      val stream = newStream()
      writeEvents(stream, "a")
      try {
        spark.sql("USE home")
        eventsOf(s"`$stream`") shouldBe Seq("a")
      } finally spark.sql("USE spark_catalog.default")
    }
  }

  test("a version is a stream cut: the stream is read up to there") {
    val stream = newStream(2)
    writeEvents(stream, "a", "b")
    val cut = tailCut(stream)
    writeEvents(stream, "c")
    eventsOf(s"${table(stream)} VERSION AS OF '$cut'") shouldBe Seq("a", "b")
    eventsOf(table(stream)) shouldBe Seq("a", "b", "c")
    checkAnswer(spark.sql(s"SELECT * FROM ${table(stream)} VERSION AS OF '${headCut(stream)}'"), Nil)
    refusal(s"SELECT * FROM ${table(stream)} VERSION AS OF 'yesterday'") should
      include("Invalid end_stream_cut 'yesterday': expected latest, unbounded or a stream cut")
    refusal(s"SELECT * FROM ${table(newStream())} VERSION AS OF '$cut'") should
      include(s"but it is one of $scope/$stream")
    refusal(s"SELECT * FROM ${table("nothing")} VERSION AS OF '$cut'") should
      (include("NOT_FOUND") or include("not found"))
  }
}
