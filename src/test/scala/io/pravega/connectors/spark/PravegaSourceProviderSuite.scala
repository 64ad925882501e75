// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark

import java.nio.file.Files

import io.pravega.connectors.spark.testing.PravegaFixture
import org.apache.spark.sql.{DataFrame, QueryTest, Row}
import org.apache.spark.sql.functions.expr
import org.apache.spark.sql.streaming.StreamingQueryException
import org.apache.spark.sql.test.SharedSparkSession
import org.apache.spark.sql.types._
import org.scalatest.matchers.should.Matchers

/** What users meet first: the format's name, its options, and what it refuses before a query runs. */
class PravegaSourceProviderSuite extends QueryTest with SharedSparkSession with PravegaFixture with Matchers {

  private def options(stream: String, more: (String, String)*): Map[String, String] =
    Map("controller" -> controller, "scope" -> scope, "stream" -> stream) ++ more

  private def load(options: Map[String, String]): DataFrame = spark.read.format("pravega").options(options).load()

  private def loadStream(options: Map[String, String]): DataFrame =
    spark.readStream.format("pravega").options(options).load()

  private def save(frame: DataFrame, options: Map[String, String]): Unit =
    frame.write.format("pravega").options(options).mode("append").save()

  private def events(texts: String*): DataFrame = {
    import testImplicits._
    texts.toDF("event")
  }

  private def refusal(what: => Any): String = intercept[IllegalArgumentException](what).getMessage

  test("the format is found by its short name and by its class name") {
    val stream = newStream()
    writeEvents(stream, "a")
    for (format <- Seq("pravega", "io.pravega.connectors.spark.PravegaSourceProvider")) {
      val frame = spark.read.format(format).options(options(stream)).load()
      checkAnswer(frame.select(expr("cast(event as string)")), Row("a"))
    }
  }

  test("the read schema is the old connector's") {
    load(options(newStream())).schema.map(field => field.name -> field.dataType) shouldBe Seq(
      "event" -> BinaryType, "scope" -> StringType, "stream" -> StringType,
      "segment_id" -> LongType, "offset" -> LongType)
  }

  test("a schema that the user sets is refused unless it is the stream's") {
    val stream = newStream()
    writeEvents(stream, "a")
    val ours = "event BINARY NOT NULL, scope STRING, stream STRING, segment_id BIGINT, offset BIGINT"
    checkAnswer(spark.read.schema(ours).format("pravega").options(options(stream)).load()
      .selectExpr("cast(event as string)"), Row("a"))
    val other = spark.read.schema("event STRING").format("pravega").options(options(stream)).load()
    refusal(other.collect()) shouldBe "Invalid schema 'event STRING': expected none or " +
      "'event BINARY,scope STRING,stream STRING,segment_id BIGINT,offset BIGINT', which every stream has"
    val streaming = spark.readStream.schema("event STRING").format("pravega").options(options(stream)).load()
    val query = streaming.writeStream.format("noop")
      .option("checkpointLocation", Files.createTempDirectory("checkpoint").toString).start()
    intercept[StreamingQueryException](query.awaitTermination()).getMessage should include("Invalid schema")
  }

  test("every column tells where the event is") {
    val stream = newStream()
    writeEvents(stream, "a", "bcd")
    checkAnswer(load(options(stream)).selectExpr("cast(event as string)", "scope", "stream", "segment_id", "offset"),
      Seq(Row("a", scope, stream, 0L, 0L), Row("bcd", scope, stream, 0L, 9L)))
  }

  test("a missing scope or stream is refused when the frame is loaded") {
    for (missing <- Seq("scope", "stream"); read <- Seq[Map[String, String] => Any](load, loadStream)) {
      refusal(read(options("any") - missing)) should include(missing)
    }
  }

  test("a missing scope or stream is refused when the frame is written") {
    for (missing <- Seq("scope", "stream")) {
      refusal(save(events("a"), options("any") - missing)) should include(missing)
    }
  }

  test("reading a stream that does not exist is refused, and creates neither scope nor stream") {
    for (read <- Seq[Map[String, String] => Any](load, loadStream)) {
      refusal(read(options("absent"))) should startWith(s"Cannot read stream '$scope/absent': it does not exist")
      refusal(read(options("absent", "scope" -> "no-such-scope"))) should startWith(
        "Cannot read stream 'no-such-scope/absent': it does not exist")
    }
    streamExists("absent") shouldBe false
    streamManager.checkScopeExists("no-such-scope") shouldBe false
  }

  test("writing creates scope and stream as the options say") {
    val created = scope + "-created"
    save(events("a"), options("s", "scope" -> created, "default_num_segments" -> "3"))
    val configuration = streamManager.fetchStreamInfo(created, "s").join().getStreamConfiguration
    configuration.getScalingPolicy.getMinNumSegments shouldBe 3
    checkAnswer(load(options("s", "scope" -> created)).selectExpr("cast(event as string)"), Row("a"))
  }

  test("writing where creation is off is refused") {
    refusal(save(events("a"), options("absent", "allow_create_stream" -> "false"))) shouldBe
      s"Cannot write stream '$scope/absent': it does not exist, and allow_create_stream is false"
    refusal(save(events("a"), options("s", "scope" -> "absent", "allow_create_scope" -> "false"))) shouldBe
      "Cannot write stream 'absent/s': its scope does not exist, and allow_create_scope is false"
    streamExists("absent") shouldBe false
    streamManager.checkScopeExists("absent") shouldBe false
  }

  test("a bad option of the sink is refused when a streaming query is started, not later") {
    val stream = newStream()
    val frame = loadStream(options(stream)).select("event")
    val writer = frame.writeStream.format("pravega").options(options(stream, "exactly_once" -> "perhaps"))
    refusal(writer.option("checkpointLocation", Files.createTempDirectory("checkpoint").toString).start()) should
      startWith("Invalid exactly_once 'perhaps'")
  }

  test("a controller that does not answer is named within 30 seconds") {
    val start = System.nanoTime()
    val e = intercept[RuntimeException](load(options("any", "controller" -> "tcp://localhost:1")))
    e.getMessage should startWith("Cannot connect to controller 'tcp://localhost:1'")
    (System.nanoTime() - start) / 1000000000L should be < 30L
  }

  test("session configuration gives options that are not set explicitly") {
    val stream = newStream()
    writeEvents(stream, "a")
    withSQLConf("spark.datasource.pravega.controller" -> controller, "spark.datasource.pravega.scope" -> "other",
      "spark.datasource.pravega.stream" -> stream) {
      checkAnswer(load(Map("scope" -> scope)).selectExpr("cast(event as string)"), Row("a"))
    }
  }

  test("controller and scope come from system properties when nothing else gives them") {
    val stream = newStream()
    writeEvents(stream, "a")
    System.setProperty("pravega.controller.uri", controller)
    System.setProperty("pravega.scope", scope)
    try checkAnswer(load(Map("stream" -> stream)).selectExpr("cast(event as string)"), Row("a"))
    finally Seq("pravega.controller.uri", "pravega.scope").foreach(System.clearProperty)
  }

  test("a view in SQL reads a stream") {
    val stream = newStream()
    writeEvents(stream, "a", "b")
    withTempView("v") {
      sql(s"CREATE TEMPORARY VIEW v USING pravega OPTIONS (controller '$controller', scope '$scope', stream '$stream')")
      checkAnswer(sql("SELECT count(*), max(cast(event AS string)) FROM v"), Row(2L, "b"))
    }
  }

  test("metadata Streams lists the streams of a scope, without the option stream") {
    val listed = scope + "-listed"
    streamManager.createScope(listed)
    for (stream <- Seq("b", "a")) save(events("x"), options(stream, "scope" -> listed))
    checkAnswer(load(options("", "scope" -> listed, "metadata" -> "Streams") - "stream"),
      Seq(Row(listed, "a"), Row(listed, "b")))
  }

  test("metadata StreamInfo gives cuts that start_stream_cut and end_stream_cut take") {
    val stream = newStream(segments = 2)
    writeEvents(stream, "a")
    truncateStream(stream, tailCut(stream))
    writeEvents(stream, "b")
    val info = load(options(stream, "metadata" -> "StreamInfo"))
    info.schema.fieldNames shouldBe Array("head_stream_cut", "tail_stream_cut")
    val Row(head: String, tail: String) = info.head()
    writeEvents(stream, "c")
    checkAnswer(load(options(stream, "start_stream_cut" -> head, "end_stream_cut" -> tail))
      .selectExpr("cast(event as string)"), Row("b"))
  }

  test("metadata StreamInfo gives the tail of a sealed stream, too") {
    val stream = newStream()
    writeEvents(stream, "a")
    sealStream(stream)
    val tail = load(options(stream, "metadata" -> "StreamInfo")).select("tail_stream_cut").head().getString(0)
    checkAnswer(load(options(stream, "end_stream_cut" -> tail)).selectExpr("cast(event as string)"), Row("a"))
  }

  test("an unknown kind of metadata is refused") {
    refusal(load(options("any", "metadata" -> "Stuff"))) should startWith("Invalid metadata 'Stuff'")
  }

  test("metadata can't be written") {
    an[Exception] should be thrownBy save(events("a"), options(newStream(), "metadata" -> "StreamInfo"))
  }

  test("stream cuts that are no cuts, or another stream's, are refused when the frame is loaded") {
    val stream = newStream()
    val other = newStream()
    val reads = Seq[Map[String, String] => Any](load, loadStream)
    for (option <- Seq("start_stream_cut", "end_stream_cut"); read <- reads) {
      refusal(read(options(stream, option -> "nonsense"))) should startWith(s"Invalid $option 'nonsense'")
      refusal(read(options(stream, option -> tailCut(other)))) should (
        startWith(s"Invalid $option") and include(s"$scope/$other"))
    }
  }

  test("a frame without a column event is refused") {
    import testImplicits._
    val message = refusal(save(Seq("a").toDF("value"), options(newStream())))
    message should include("event")
  }

  test("a streaming query that can't create its stream says so") {
    val source = newStream()
    val query = loadStream(options(source, "start_stream_cut" -> "earliest")).select("event").writeStream
      .format("pravega").options(options("absent", "allow_create_stream" -> "false"))
      .option("checkpointLocation", Files.createTempDirectory("checkpoint").toString)
      .start()
    writeEvents(source, "a")
    val e = intercept[StreamingQueryException](query.awaitTermination())
    e.getMessage should include(s"Cannot write stream '$scope/absent': it does not exist")
  }
}
