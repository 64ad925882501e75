// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.net.URI
import java.nio.file.Files
import java.util.UUID

import scala.collection.JavaConverters._

import io.pravega.client.admin.ReaderGroupManager
import io.pravega.client.segment.impl.Segment
import io.pravega.client.stream.{EventWriterConfig, ReaderConfig, ReaderGroupConfig, Stream, TimeWindow}
import io.pravega.client.stream.impl.{StreamCutImpl, UTF8StringSerializer}
import io.pravega.connectors.spark.catalog.PravegaCatalog
import io.pravega.connectors.spark.testing.{MarkingServer, StoredEvent}
import org.apache.spark.sql.DataFrame
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

/** Reading by the event time that a plain Pravega writer noted. */
class EventTimeReadSuite extends AnyFunSuite with ReadFixture with Matchers with Eventually {

  override implicit val patienceConfig: PatienceConfig = PatienceConfig(60.seconds, 100.millis)

  override protected def controllerUri: URI = MarkingServer.controllerUri

  private lazy val groups = closedAfterAll(ReaderGroupManager.withScope(scope, clientConfig))(_.close())

  private def awaitMarks(stream: String, count: Long): Unit =
    eventually(batchFrame(s"_MARK$stream").count() shouldBe count)

  /** A stream with events from 1000 to 5000, all but the last ones with marks. */
  private lazy val marked: String = newMarked(1000, 2000, 3000, 4000)

  /** A stream of two events for each of these times, of which there is a mark; and two more without one. */
  private def newMarked(times: Long*): String = {
    val stream = newStream()
    val writer = closedAfterAll(eventClient.createEventWriter(s"writer-of-$stream", stream, new UTF8StringSerializer,
      EventWriterConfig.builder.build))(_.close())
    def write(time: Long): Unit = {
      writer.writeEvent(s"$time a")
      writer.writeEvent(s"$time b")
      writer.flush()
    }
    for ((time, i) <- times.zipWithIndex) {
      write(time)
      writer.noteTime(time)
      awaitMarks(stream, i + 1)
    }
    write(times.last + 1000)
    stream
  }

  private def times(frame: DataFrame): Set[Int] = texts(frame).map(_.takeWhile(_ != ' ').toInt).toSet

  private def at(millis: Long): String = java.time.Instant.ofEpochMilli(millis).toString

  private def message(what: => Any): String = {
    val thrown = intercept[Exception](what)
    Iterator.iterate[Throwable](thrown)(_.getCause).takeWhile(_ != null).map(_.getMessage).mkString("\n")
  }

  test("a batch from a time to a time misses nothing between, and leaves out what is far away") {
    times(batchFrame(marked, "start_time" -> at(4000))) shouldBe Set(3000, 4000, 5000)
    times(batchFrame(marked, "start_time" -> at(2001), "end_time" -> at(2500))) shouldBe Set(2000, 3000)
    times(batchFrame(marked, "end_time" -> at(2000))) shouldBe Set(1000, 2000)
    times(batchFrame(marked, "end_time" -> "1h")) shouldBe Set(1000, 2000, 3000, 4000, 5000)
    spark.conf.set("spark.sql.session.timeZone", "Asia/Kolkata")
    try times(batchFrame(marked, "start_time" -> "1970-01-01 05:30:03.5")) shouldBe Set(3000, 4000, 5000)
    finally spark.conf.unset("spark.sql.session.timeZone")
  }

  test("a time that no mark goes back to is refused, unless another start is given") {
    for (stream <- Seq(marked, newStream())) {
      message(batchFrame(stream, "start_time" -> at(1500)).collect()) should include(
        s"Cannot start to read stream $scope/$stream at start_time '1970-01-01T00:00:01.500Z': its marks")
    }
    val early = "start_time" -> at(1500)
    times(batchFrame(marked, early, "start_time_without_mark" -> "earliest")) should have size 5
    times(batchFrame(marked, early, "start_time_without_mark" -> "latest")) shouldBe empty
  }

  test("marks of what was truncated are none") {
    val stream = newMarked(1000, 2000)
    times(batchFrame(stream, "start_time" -> at(2500))) shouldBe Set(2000, 3000)
    truncateStream(stream, tailCut(stream))
    message(batchFrame(stream, "start_time" -> at(2500)).collect()) should include("as far as it still holds")
  }

  /** The time window of a plain reader group that has come to an event. */
  private def window(stream: String, event: StoredEvent, expected: (Option[Long], Option[Long])): Unit = {
    val group = UUID.randomUUID.toString
    val place = new StreamCutImpl(Stream.of(scope, stream),
      Map(new Segment(scope, stream, event.segmentId) -> Long.box(event.offset)).asJava)
    groups.createReaderGroup(group, ReaderGroupConfig.builder.stream(Stream.of(scope, stream), place).build)
    val reader = eventClient.createReader("reader", group, new UTF8StringSerializer, ReaderConfig.builder.build)
    try {
      reader.readNextEvent(10000).getEvent shouldBe event.text
      def bounds(window: TimeWindow) = (Option(window.getLowerTimeBound).map(_.longValue),
        Option(window.getUpperTimeBound).map(_.longValue))
      withClue(s"at '${event.text}': ")(eventually {
        bounds(reader.getCurrentTimeWindow(Stream.of(scope, stream))) shouldBe expected
      })
    } finally reader.close()
  }

  test("the bounds of an event are what a reader group's time window is at its place") {
    val rows = batchFrame(marked, "time_bounds" -> "true")
      .selectExpr("cast(event AS string)", "unix_millis(time_lower_bound)", "unix_millis(time_upper_bound)")
      .collect().map { row =>
        def millis(i: Int) = if (row.isNullAt(i)) None else Some(row.getLong(i))
        row.getString(0) -> ((millis(1), millis(2)))
      }.toMap
    rows should have size 10
    rows("1000 b") shouldBe ((None, Some(1000)))
    rows("2000 a") shouldBe ((Some(1000), Some(2000)))
    rows("5000 b") shouldBe ((Some(4000), None))
    for (event <- readEvents(marked)) window(marked, event, rows(event.text))
  }

  test("typed rows have bounds, too; without time_bounds there are no such columns") {
    val bounds = batchFrame(marked, "time_bounds" -> "true", "event_format" -> "text")
      .selectExpr("value", "unix_millis(time_lower_bound)").collect().map(r => r.getString(0) -> r.isNullAt(1)).toMap
    (bounds("1000 b"), bounds("2000 a")) shouldBe ((true, false))
    message(batchFrame(marked).select("time_lower_bound")) should include("time_lower_bound")
  }

  test("a streaming query has its watermark from the marks, drops nothing, and tells how far it is behind") {
    val query = spark.readStream.format("pravega").options(Map("controller" -> controller, "scope" -> scope,
      "stream" -> marked, "start_time" -> at(2500), "time_bounds" -> "true", "max_bytes_per_trigger" -> "20")).load()
      .select("event", "time_lower_bound").withWatermark("time_lower_bound", "1 millisecond")
      .dropDuplicates("event", "time_lower_bound")
      .writeStream.format("memory").queryName("bounds").trigger(ReadFixture.AvailableNow)
      .option("checkpointLocation", Files.createTempDirectory("checkpoint").toString).start()
    try query.awaitTermination()
    finally query.stop()
    spark.table("bounds").count() shouldBe 8
    val progress = query.recentProgress
    progress.flatMap(p => Option(p.eventTime.get("max"))).max shouldBe "1970-01-01T00:00:04.000Z"
    progress.flatMap(p => Option(p.sources(0).metrics.get("timeBehindLatestMs"))).toSet should
      (contain("0") and contain("1000"))
  }

  test("several streams begin at a time each, and their events have the bounds of their own stream") {
    val other = newMarked(1000, 3000)
    val options = Seq("start_time" -> at(4000), "time_bounds" -> "true")
    val bounds = batchFrame(s"$marked,$other", options: _*)
      .selectExpr("stream", "substr(cast(event AS string), 1, 4)", "unix_millis(time_lower_bound)").distinct()
      .collect().map(row => (row.getString(0), row.getString(1), row.getLong(2))).toSet
    bounds shouldBe Set((marked, "3000", 2000L), (marked, "4000", 3000L), (marked, "5000", 4000L),
      (other, "3000", 1000L), (other, "4000", 3000L))
    val reading = new Reading(s"$marked,$other", ReadFixture.AvailableNow, options: _*)
    val query = reading.run()
    reading.read should have size 10
    query.lastProgress.sources(0).metrics.get("timeBehindLatestMs") shouldBe "0"
  }

  test("end_time is nothing for a streaming query") {
    message(new Reading(marked, ReadFixture.AvailableNow, "end_time" -> "1h").run()) should include(
      "Cannot use end_time '3600000ms' with a streaming query")
  }

  test("SQL reads up to a time, and a catalog has the bounds as columns if it is told so") {
    spark.conf.set("spark.sql.catalog.timed", classOf[PravegaCatalog].getName)
    spark.conf.set("spark.sql.catalog.timed.controller", controller)
    spark.conf.set("spark.sql.catalog.timed.time_bounds", "true")
    val found = spark.sql("SELECT cast(event AS string), unix_millis(time_lower_bound) " +
      s"FROM timed.`$scope`.`$marked` TIMESTAMP AS OF '1970-01-01T00:00:02Z'").collect()
    found.map(_.getString(0)).toSet shouldBe Set("1000 a", "1000 b", "2000 a", "2000 b")
    found.filterNot(_.isNullAt(1)).map(_.getLong(1)).toSet shouldBe Set(1000L)
    message(spark.read.option("time_bounds", "false").table(s"timed.`$scope`.`$marked`").collect()) should include(
      s"Cannot use option time_bounds 'false' with table timed")
  }
}
