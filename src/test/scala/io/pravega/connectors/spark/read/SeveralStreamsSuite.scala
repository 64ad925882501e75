// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.util.UUID

import scala.collection.JavaConverters._

import io.pravega.client.EventStreamClientFactory
import io.pravega.client.stream.{EventWriterConfig, ScalingPolicy, StreamConfiguration}
import io.pravega.client.stream.impl.UTF8StringSerializer
import io.pravega.connectors.spark.read.ReadFixture.{AvailableNow, Continually}
import org.apache.spark.sql.Row
import org.apache.spark.sql.functions.col
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

class SeveralStreamsSuite extends AnyFunSuite with Matchers with Eventually with ReadFixture {

  override implicit val patienceConfig: PatienceConfig = PatienceConfig(60.seconds, 20.millis)

  private val fromHead = "start_stream_cut" -> "earliest"
  private val soon = "stream_discovery_interval" -> "100ms"

  private def uniqueName(word: String): String = s"$word-${UUID.randomUUID.toString.take(8)}"

  /** Creates streams whose names begin with the same word, which no others have. */
  private def newStreams(endings: String*): Seq[String] = {
    val word = uniqueName("several")
    val names = endings.map(ending => s"$word-$ending")
    names.foreach(createStream(_, segments = 2))
    names
  }

  private def write(stream: String, events: Range): Unit =
    writeKeyed(stream, events.map(i => s"key${i % 3}" -> s"$i"): _*)

  private def where(rows: Seq[Row]): Seq[(String, String)] =
    rows.map(row => row.getAs[String]("stream") -> new String(row.getAs[Array[Byte]]("event"), UTF_8))

  private def read(reading: Reading): Seq[(String, String)] = where(reading.batches.flatMap(_.rows))

  /** Tells whether each key's events come in the order in which they were written. */
  private def checkOrder(read: Seq[(String, String)]): Unit =
    read.groupBy { case (stream, event) => (stream, event.toInt % 3) }.values.foreach { ofKey =>
      ofKey.map(_._2.toInt) shouldBe ofKey.map(_._2.toInt).sorted
    }

  private def offsets(checkpoint: String): String =
    Files.readString(Files.list(Path.of(checkpoint, "offsets")).iterator.asScala.toSeq
      .filterNot(_.getFileName.toString.contains(".")).maxBy(_.getFileName.toString.toInt))

  test("a batch reads a list, names with scopes, and what a pattern finds; columns tell the streams apart") {
    val streams @ Seq(a, b, _) = newStreams("a", "b", "other")
    streams.zipWithIndex.foreach { case (stream, i) => write(stream, i * 10 until i * 10 + 5) }
    val both = (0 until 5).map(i => a -> s"$i") ++ (10 until 15).map(i => b -> s"$i")
    where(batchFrame(s"$a,$b").collect().toSeq) should contain theSameElementsAs both
    val pattern = "~" + a.dropRight(1) + "."
    where(batchFrame(pattern).collect().toSeq) should contain theSameElementsAs both
    batchFrame(pattern, "event_format" -> "text").select(col("stream"), col("value")).collect().toSeq
      .map(row => row.getString(0) -> row.getString(1)) should contain theSameElementsAs both
    batchFrame("~nothing-like-this").count() shouldBe 0

    val office = uniqueName("office")
    streamManager.createScope(office)
    streamManager.createStream(office, "doors",
      StreamConfiguration.builder.scalingPolicy(ScalingPolicy.fixed(1)).build)
    val factory = EventStreamClientFactory.withScope(office, clientConfig)
    try {
      val writer = factory.createEventWriter("doors", new UTF8StringSerializer, EventWriterConfig.builder.build)
      writer.writeEvent("open").join()
      writer.close()
    } finally factory.close()
    val rows = batchFrame(s"$a,$office/doors").select("scope", "stream").distinct().collect().toSeq
    rows.map(row => (row.getString(0), row.getString(1))) should contain theSameElementsAs
      Seq((scope, a), (office, "doors"))
    val from = s"""{"$scope/$a":"latest","$office/doors":"earliest"}"""
    where(batchFrame(s"$a,$office/doors", "start_stream_cut" -> from).collect().toSeq) shouldBe Seq("doors" -> "open")
  }

  test("a list is refused when one of its streams does not exist, and a place in one stream does not place several") {
    val Seq(a, b) = newStreams("a", "b")
    intercept[IllegalArgumentException](batchFrame(s"$a,$b,no-such-stream")).getMessage shouldBe
      s"Cannot read stream '$scope/no-such-stream': it does not exist"
    intercept[IllegalArgumentException](batchFrame(s"$a,$b", "start_stream_cut" -> tailCut(a))).getMessage should
      include("expected a word, or JSON with a place in each of the streams")
  }

  test("a query reads several streams with a limit, over restarts and while one of them is scaled") {
    val Seq(a, b, c) = newStreams("a", "b", "c")
    Seq(a, b, c).foreach(write(_, 0 until 60))
    val list = s"$a,$b,$c"
    val reading = new Reading(list, AvailableNow, fromHead, "max_bytes_per_trigger" -> "900")
    reading.before = batch => if (batch.id == 1) scaleTo(b, 4)
    val end = reading.run().lastProgress.sources.head.endOffset
    reading.batches.size should be > 1
    reading.batches.foreach(_.bytes should be <= 900L)
    where(reading.batches.head.rows).map(_._1).distinct should contain theSameElementsAs Seq(a, b, c)
    Seq(a, b, c).foreach(write(_, 60 until 90))
    val progress = reading.run().lastProgress.sources.head
    progress.description shouldBe s"pravega stream $scope/$a,$scope/$b,$scope/$c"
    progress.metrics.asScala should contain allOf ("bytesBehindLatest" -> "0", s"bytesBehindLatest.$scope/$a" -> "0")
    read(reading) should contain theSameElementsAs (for (stream <- Seq(a, b, c); i <- 0 until 90) yield stream -> s"$i")
    checkOrder(read(reading))
    where(batchFrame(list, "start_stream_cut" -> end).collect().toSeq) should contain theSameElementsAs
      (for (stream <- Seq(a, b, c); i <- 60 until 90) yield stream -> s"$i")
  }

  test("one of several streams that is made anew is a loss; accepted, it is read from its head") {
    val Seq(a, b) = newStreams("a", "b")
    Seq(a, b).foreach(write(_, 0 until 5))
    val reading = new Reading(s"$a,$b", AvailableNow, fromHead)
    reading.run()
    deleteStream(b)
    createStream(b, segments = 2)
    write(b, 5 until 8)
    write(a, 5 until 7)
    dataLoss(reading.run()).getMessage should include(s"$scope/$b")
    reading.run("fail_on_data_loss" -> "false")
    read(reading) should contain theSameElementsAs
      ((0 until 7).map(i => a -> s"$i") ++ (0 until 8).map(i => b -> s"$i"))
  }

  test("the checkpoint of a query on one stream goes on when another is added, and when the first leaves") {
    val Seq(a, b) = newStreams("a", "b")
    Seq(a, b).foreach(write(_, 0 until 5))
    val reading = new Reading(a, AvailableNow, fromHead)
    reading.run()
    write(a, 5 until 7)
    reading.run("stream" -> s"$b,$a")
    read(reading) should contain theSameElementsAs
      ((0 until 7).map(i => a -> s"$i") ++ (0 until 5).map(i => b -> s"$i"))
    val pasted = batchFrame(s"$a,$b", "start_stream_cut" -> offsets(reading.checkpoint).linesIterator.toSeq.last)
    pasted.count() shouldBe 0
    Seq(a, b).foreach(write(_, 7 until 9))
    reading.run("stream" -> b)
    read(reading).filter(_._2.toInt >= 7) should contain theSameElementsAs Seq(b -> "7", b -> "8")
    offsets(reading.checkpoint) should not include a
  }

  test("a pattern waits for streams, reads those that come while it runs from their heads, and tells of one deleted") {
    val word = uniqueName("later")
    val reading = new Reading(s"~$word-.", Continually, soon)
    reading.run()
    val query = reading.start()
    try {
      for (ending <- Seq("a", "b")) {
        createStream(s"$word-$ending", segments = 1)
        write(s"$word-$ending", 0 until 5)
      }
      eventually(query.exception.toSeq ++ read(reading) should have size 10)
      write(s"$word-a", 5 until 7)
      eventually(read(reading) should have size 12)
      checkOrder(read(reading))
    } finally query.stop()

    write(s"$word-b", 5 until 6)
    deleteStream(s"$word-b")
    write(s"$word-a", 7 until 8)
    dataLoss(reading.run()).getMessage should include(s"$scope/$word-b")
    reading.run("fail_on_data_loss" -> "false")
    read(reading).last shouldBe s"$word-a" -> "7"
    offsets(reading.checkpoint) should not include s"$word-b"
  }
}
