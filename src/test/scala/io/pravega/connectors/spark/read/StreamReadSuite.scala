// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.nio.file.{Files, Path}

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.read.ReadFixture.{AvailableNow, Continually, Once}
import org.apache.commons.io.FileUtils
import org.apache.spark.sql.streaming.StreamingQueryException
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

class StreamReadSuite extends AnyFunSuite with Matchers with Eventually with ReadFixture {

  override implicit val patienceConfig: PatienceConfig = PatienceConfig(60.seconds, 20.millis)

  private val fromHead = "start_stream_cut" -> "earliest"

  private def numbers(range: Range): Seq[String] = range.map(_.toString)

  private def write(stream: String, range: Range, key: String = "key"): Unit =
    writeKeyed(stream, range.map(i => key -> i.toString): _*)

  /** A query that has read the numbers 1 to 3, which the stream begins with, and ended; it can be run again. */
  private def readOneToThree(stream: String): Reading = {
    write(stream, 1 to 3)
    val reading = new Reading(stream, AvailableNow, fromHead)
    reading.run()
    reading
  }

  private def offsetFile(checkpoint: String, batch: Int): Path = Path.of(checkpoint, "offsets", batch.toString)

  test("a query begins at the stream's end unless it is told otherwise") {
    val stream = newStream()
    write(stream, 1 to 3)
    val reading = new Reading(stream, Continually)
    val query = reading.start()
    try {
      query.processAllAvailable()
      write(stream, 4 to 6)
      query.processAllAvailable()
    } finally query.stop()
    reading.read shouldBe numbers(4 to 6)
  }

  test("a restarted query goes on where it stopped") {
    val stream = newStream(segments = 2)
    val reading = new Reading(stream, Continually, fromHead)
    (0 until 3).foreach { i =>
      writeKeyed(stream, (1 to 10).map(n => s"key$n" -> s"$i.$n"): _*)
      reading.run()
    }
    reading.read should contain theSameElementsAs (for (i <- 0 until 3; n <- 1 to 10) yield s"$i.$n")
  }

  test("a query that failed in its first batch begins again at the same place") {
    val stream = newStream()
    write(stream, 1 to 3)
    val reading = new Reading(stream, Continually)
    reading.before = _ => throw new IllegalStateException("on purpose")
    val failing = reading.start()
    eventually(failing.exception.isDefined shouldBe true)
    write(stream, 4 to 6)
    reading.before = _ => ()
    reading.run()
    reading.read shouldBe numbers(4 to 6)
  }

  test("a batch that is repeated after a restart needs no segment that was read to its end before it") {
    val stream = newStream()
    val reading = readOneToThree(stream)
    scaleTo(stream, 2)
    val scaled = tailCut(stream)
    write(stream, 4 to 6)
    reading.before = _ => throw new IllegalStateException("on purpose")
    intercept[StreamingQueryException](reading.run()).getMessage should include("on purpose")
    truncateStream(stream, scaled)
    reading.before = _ => ()
    reading.run()
    reading.read should contain theSameElementsAs numbers(1 to 6)
  }

  test("a checkpoint of the old connector is taken up") {
    val stream = newStream(segments = 3)
    writeKeyed(stream, (1 to 10).map(n => s"key$n" -> s"a$n"): _*)
    val reading = new Reading(stream, Continually, fromHead)
    reading.run()
    // The old connector wrote the client's own text, whose order is another, and no file of its own.
    val last = offsetFile(reading.checkpoint, 0)
    val lines = Files.readAllLines(last).asScala
    Files.write(last, (lines.init :+ s""""${tailCut(stream)}"""").asJava)
    Files.delete(Path.of(reading.checkpoint, "offsets", ".0.crc"))
    Files.delete(Path.of(reading.checkpoint, "sources", "0", "start-stream-cut"))
    reading.run()
    reading.batches should have size 1
    writeKeyed(stream, (1 to 10).map(n => s"key$n" -> s"b$n"): _*)
    reading.run()
    reading.batches.last.texts should contain theSameElementsAs (1 to 10).map(n => s"b$n")
  }

  test("a checkpoint of another stream is refused") {
    val one = newStream()
    val other = newStream()
    write(one, 1 to 3)
    val reading = new Reading(one, AvailableNow, fromHead)
    reading.run()
    val failure = intercept[StreamingQueryException](reading.run("stream" -> other))
    failure.cause.getMessage shouldBe s"Cannot go on from the checkpoint: it is of stream $scope/$one, but the query " +
      s"reads stream $scope/$other"
  }

  test("a kept start of another stream is refused, too") {
    val one = newStream()
    val other = newStream()
    write(one, 1 to 3)
    write(other, 1 to 3)
    val reading = new Reading(one, AvailableNow, fromHead)
    reading.run()
    // As if it had ended before its first batch was planned.
    Seq("offsets", "commits").foreach(log => FileUtils.deleteDirectory(Path.of(reading.checkpoint, log).toFile))
    intercept[StreamingQueryException](reading.run("stream" -> other)).cause.getMessage should startWith(
      s"Cannot go on from the checkpoint: it is of stream $scope/$one")
    reading.batches should have size 1
  }

  test("the start is kept where Spark keeps the checkpoint, by the session's settings") {
    val stream = newStream()
    write(stream, 1 to 3)
    val settings = Map("fs.sessiononly.impl" -> classOf[SessionOnlyFileSystem].getName,
      "fs.sessiononly.impl.disable.cache" -> "true")
    settings.foreach { case (key, value) => spark.conf.set(key, value) }
    try {
      val reading = new Reading(stream, AvailableNow, fromHead) {
        override def checkpointLocation: String = s"sessiononly://$checkpoint"
      }
      reading.run()
      Path.of(reading.checkpoint, "sources", "0", "start-stream-cut").toFile should exist
    } finally settings.keys.foreach(spark.conf.unset)
  }

  test("bad cuts are refused before the query runs") {
    val stream = newStream()
    write(stream, 1 to 3)
    val reversed = new Reading(stream, AvailableNow, "start_stream_cut" -> tailCut(stream),
      "end_stream_cut" -> headCut(stream))
    intercept[Exception](reversed.run()).getMessage should include("expected the end not to lie before the start")
    val bad = new Reading(stream, AvailableNow, "end_stream_cut" -> "tomorrow")
    intercept[Exception](bad.run()).getMessage should include("Invalid end_stream_cut 'tomorrow'")
  }

  test("reading stops at the end cut, also across a scale and a restart") {
    val stream = newStream()
    write(stream, 1 to 5)
    scaleTo(stream, 2)
    write(stream, 6 to 8)
    val end = tailCut(stream)
    write(stream, 9 to 10)
    val reading = new Reading(stream, AvailableNow, fromHead, "end_stream_cut" -> end)
    reading.run()
    reading.read shouldBe numbers(1 to 8)
    scaleTo(stream, 1)
    write(stream, 11 to 12)
    reading.run()
    reading.read shouldBe numbers(1 to 8)
  }

  test("AvailableNow reads what there was, in batches within the limit, and ends") {
    val stream = newStream(segments = 2)
    writeKeyed(stream, (0 until 400).map(i => s"key${i % 7}" -> f"$i%092d"): _*)
    val reading = new Reading(stream, AvailableNow, fromHead, "approx_bytes_per_trigger" -> "5000")
    reading.before = batch => if (batch.id == 0) writeKeyed(stream, "key1" -> "late")
    reading.run()
    reading.read.map(_.toInt).groupBy(_ % 7).values.foreach(read => read shouldBe read.sorted)
    reading.read.map(_.toInt) should contain theSameElementsAs (0 until 400)
    all(reading.batches.map(_.bytes)) should be <= 5000L
    reading.batches.size should be <= 12
  }

  test("a sealed stream ends AvailableNow; restarted, there is nothing more") {
    val stream = newStream(segments = 2)
    writeKeyed(stream, (1 to 10).map(n => s"key$n" -> s"$n"): _*)
    sealStream(stream)
    val reading = new Reading(stream, AvailableNow, fromHead)
    reading.run()
    reading.read should contain theSameElementsAs numbers(1 to 10)
    reading.run()
    reading.batches should have size 1
  }

  test("Trigger.Once reads all in one batch, whatever the limit, across scales") {
    val stream = newStream()
    write(stream, 1 to 10)
    scaleTo(stream, 3)
    write(stream, 11 to 20)
    val reading = new Reading(stream, Once, fromHead, "max_bytes_per_trigger" -> "20")
    reading.run()
    reading.batches.map(_.texts) shouldBe Seq(numbers(1 to 20))
    write(stream, 21 to 22)
    reading.run()
    reading.read shouldBe numbers(1 to 22)
  }

  test("the first batch of a backlog is limited too, and one event always passes") {
    val stream = newStream()
    writeBytes(stream, (1 to 5).map(_ => ("key", Array.fill(1000)('x'.toByte))))
    val reading = new Reading(stream, Continually, fromHead, "max_bytes_per_trigger" -> "100")
    reading.run()
    reading.batches.map(_.rows.size) shouldBe Seq(1, 1, 1, 1, 1)
  }

  test("keys stay in order while the stream is scaled under the query") {
    val stream = newStream()
    val reading = new Reading(stream, Continually, fromHead, "max_bytes_per_trigger" -> "400")
    val query = reading.start()
    try {
      Seq(2, 3, 1, 4).zipWithIndex.foreach { case (segments, round) =>
        writeKeyed(stream, (0 until 60).map(i => s"key${i % 6}" -> s"${i % 6}:${round * 10 + i / 6}"): _*)
        scaleTo(stream, segments)
      }
      writeKeyed(stream, (0 until 60).map(i => s"key${i % 6}" -> s"${i % 6}:${40 + i / 6}"): _*)
      query.processAllAvailable()
    } finally query.stop()
    val counters = reading.read.map(_.split(":").map(_.toInt)).groupBy(_.head).mapValues(_.map(_.last))
    counters.keySet shouldBe (0 until 6).toSet
    counters.values.foreach(_ shouldBe (0 until 50))
  }

  test("a query restarted in the middle of a batch that crosses a scale reads the same batch again") {
    val stream = newStream()
    val reading = readOneToThree(stream)
    write(stream, 4 to 6)
    scaleTo(stream, 2)
    write(stream, 7 to 9)
    scaleTo(stream, 3)
    Seq(1L, 2L).foreach { failing =>
      reading.before = batch => if (batch.id == failing) throw new IllegalStateException("on purpose")
      intercept[StreamingQueryException](reading.run())
    }
    write(stream, 10 to 12)
    reading.before = _ => ()
    reading.run()
    reading.read shouldBe numbers(1 to 12)
  }

  test("a position that was truncated ends the query, unless losses are accepted") {
    val stream = newStream()
    val reading = readOneToThree(stream)
    write(stream, 4 to 6)
    val cut = tailCut(stream)
    write(stream, 7 to 9)
    truncateStream(stream, cut)
    val loss = dataLoss(reading.run())
    loss.getMessage shouldBe s"Cannot read on: segment 0.#epoch.0 of stream $scope/$stream was truncated, offsets 27 " +
      "to 54 are gone (fail_on_data_loss=false goes on at the earliest event there is)"
    val query = reading.run("fail_on_data_loss" -> "false")
    reading.read shouldBe numbers(1 to 3) ++ numbers(7 to 9)
    query.recentProgress.map(_.sources.head.metrics.get("bytesSkipped")).last shouldBe "27"
  }

  test("whole segments that were truncated away end the query, unless losses are accepted") {
    val stream = newStream()
    val reading = readOneToThree(stream)
    write(stream, 4 to 6)
    scaleTo(stream, 2)
    write(stream, 7 to 9)
    scaleTo(stream, 1)
    write(stream, 10 to 11)
    truncateStream(stream, tailCut(stream))
    write(stream, 12 to 13)
    dataLoss(reading.run()).getMessage should (include(s"segment 0.#epoch.0 of stream $scope/$stream no longer exists")
      and include("fail_on_data_loss=false"))
    reading.run("fail_on_data_loss" -> "false")
    reading.read shouldBe numbers(1 to 3) ++ numbers(12 to 13)
  }

  test("truncated between planning and reading") {
    val stream = newStream()
    write(stream, 1 to 3)
    val cut = tailCut(stream)
    write(stream, 4 to 6)
    val reading = new Reading(stream, AvailableNow, fromHead)
    reading.before = _ => throw new IllegalStateException("on purpose")
    intercept[StreamingQueryException](reading.run())
    reading.before = _ => ()
    truncateStream(stream, cut)
    dataLoss(reading.run()).getMessage should include("fail_on_data_loss=false")
    reading.run("fail_on_data_loss" -> "false")
    reading.read shouldBe numbers(4 to 6)
  }

  test("a stream deleted and made anew ends the query, unless losses are accepted") {
    val stream = newStream(segments = 2)
    val reading = readOneToThree(stream)
    deleteStream(stream)
    createStream(stream, segments = 2)
    write(stream, 4 to 6)
    dataLoss(reading.run()).getMessage should (include(s"$scope/$stream") and include("fail_on_data_loss=false"))
    reading.run("fail_on_data_loss" -> "false")
    reading.read shouldBe numbers(1 to 6)
  }

  test("a stream deleted and made anew under a running query ends it") {
    val stream = newStream()
    write(stream, 1 to 3)
    val reading = new Reading(stream, Continually, fromHead)
    val query = reading.start()
    try {
      eventually(reading.read shouldBe numbers(1 to 3))
      deleteStream(stream)
      createStream(stream, segments = 1)
      write(stream, 4 to 6)
      eventually(query.exception.get.getMessage should include(s"$scope/$stream"))
    } finally query.stop()
    reading.read shouldBe numbers(1 to 3)
  }

  test("a stream deleted under a running query that accepts losses ends it in a sentence; made anew, it is read") {
    val stream = newStream()
    write(stream, 1 to 3)
    val reading = new Reading(stream, Continually, fromHead, "fail_on_data_loss" -> "false")
    val query = reading.start()
    try {
      eventually(reading.read shouldBe numbers(1 to 3))
      deleteStream(stream)
      eventually(query.exception.get.getMessage should
        include(s"Cannot read on: stream $scope/$stream was deleted; once it is made anew, "))
    } finally query.stop()
    createStream(stream, segments = 1)
    write(stream, 4 to 6)
    reading.run()
    reading.read shouldBe numbers(1 to 6)
  }

  test("a segment that was read may be truncated away while the query stands still") {
    val stream = newStream()
    write(stream, 1 to 3)
    val reading = new Reading(stream, Continually, fromHead)
    val query = reading.start()
    try {
      query.processAllAvailable()
      scaleTo(stream, 2)
      truncateStream(stream, tailCut(stream))
      write(stream, 4 to 6)
      query.processAllAvailable()
    } finally query.stop()
    reading.read shouldBe numbers(1 to 6)
  }

  test("progress tells the latest offset and how far behind it the query is") {
    val stream = newStream()
    write(stream, 1 to 9)
    scaleTo(stream, 2)
    write(stream, 10 to 14)
    val reading = new Reading(stream, AvailableNow, fromHead, "max_bytes_per_trigger" -> "27")
    val query = reading.run()
    val progress = query.recentProgress.map(_.sources.head)
    progress.head.metrics.asScala shouldBe Map("bytesBehindLatest" -> (6 * 9 + 5 * 10).toString,
      "segmentsBehindLatest" -> "2", "bytesSkipped" -> "0")
    progress.last.metrics.get("bytesBehindLatest") shouldBe "0"
    progress.last.latestOffset shouldBe progress.last.endOffset
    progress.head.description shouldBe s"pravega stream $scope/$stream"
  }

  test("min_bytes_per_trigger is waited for, up to max_trigger_delay") {
    val stream = newStream()
    write(stream, 1 to 1)
    val reading = new Reading(stream, Continually, fromHead, "min_bytes_per_trigger" -> "45",
      "max_trigger_delay" -> "1h")
    val query = reading.start()
    try {
      eventually(reading.batches.map(_.texts) shouldBe Seq(numbers(1 to 1)))
      write(stream, 2 to 3)
      write(stream, 4 to 6)
      eventually(reading.batches.map(_.texts) shouldBe Seq(numbers(1 to 1), numbers(2 to 6)))
    } finally query.stop()
    val impatient = new Reading(stream, Continually, fromHead, "min_bytes_per_trigger" -> "1g",
      "max_trigger_delay" -> "100ms")
    val restless = impatient.start()
    try {
      eventually(impatient.read shouldBe numbers(1 to 6))
      write(stream, 7 to 8)
      eventually(impatient.read shouldBe numbers(1 to 8))
    } finally restless.stop()
  }

  test("stopping a query leaves no thread of its own and is no failure") {
    val stream = newStream()
    writeBytes(stream, (1 to 200).map(_ => ("key", Array.fill(100)('x'.toByte))))
    val reading = new Reading(stream, Continually, fromHead, "max_bytes_per_trigger" -> "500")
    val query = reading.start()
    eventually(reading.batches.size should be >= 3)
    query.stop()
    query.exception shouldBe None
    eventually {
      Thread.getAllStackTraces.keySet.asScala.map(_.getName).filter(_.startsWith("pravega-plan")) shouldBe Set()
    }
  }
}
