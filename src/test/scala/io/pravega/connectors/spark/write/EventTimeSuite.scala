// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import java.net.URI
import java.nio.ByteBuffer
import java.util.UUID

import io.pravega.client.admin.ReaderGroupManager
import io.pravega.client.stream.{ReaderConfig, ReaderGroupConfig, ScalingPolicy, Stream, StreamConfiguration}
import io.pravega.client.stream.TimeWindow
import io.pravega.client.stream.impl.UTF8StringSerializer
import io.pravega.connectors.spark.testing.MarkingServer
import io.pravega.shared.watermarks.Watermark
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.functions.col
import org.scalatest.concurrent.Eventually
import org.scalatest.exceptions.TestFailedDueToTimeoutException
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.time.SpanSugar._

/** What plain readers see of the event time that is written here. */
class EventTimeSuite extends AnyFunSuite with WriteFixture with Eventually {

  override implicit val patienceConfig: PatienceConfig = PatienceConfig(60.seconds, 100.millis)

  override protected def controllerUri: URI = MarkingServer.controllerUri

  private lazy val groups = closedAfterAll(ReaderGroupManager.withScope(scope, clientConfig))(_.close())

  /** The only reader of a plain reader group, at the end of the stream. */
  private class PlainReader(stream: String) {
    private val group = UUID.randomUUID.toString
    groups.createReaderGroup(group,
      ReaderGroupConfig.builder.stream(Stream.of(scope, stream)).groupRefreshTimeMillis(100).build)
    private val reader = closedAfterAll(eventClient.createReader("reader", group, new UTF8StringSerializer,
      ReaderConfig.builder.build))(_.close())

    def window: TimeWindow = {
      while (reader.readNextEvent(200).getEvent != null) {}
      reader.getCurrentTimeWindow(Stream.of(scope, stream))
    }

    def awaitTime(millis: Long): Unit =
      try eventually {
        window.getLowerTimeBound shouldBe millis
      } catch {
        case late: TestFailedDueToTimeoutException =>
          throw late.modifyMessage(_.map(text => s"$text The controller's marks are ${marks(stream).mkString(", ")}."))
      }
  }

  /** The times that the controller has found to be over in a stream. */
  private def marks(stream: String): Seq[Long] =
    spark.read.format("pravega").options(sinkOptions(s"_MARK$stream")).load().select("event").collect()
      .map(row => Watermark.fromByteBuf(ByteBuffer.wrap(row.getAs[Array[Byte]](0))).getLowerTimeBound)

  /** Events that are numbers, which are their times, too. */
  private def timed(numbers: DataFrame): DataFrame =
    numbers.selectExpr("event", "timestamp_millis(cast(cast(event as string) as bigint)) as at")

  private def batch(times: Long*): DataFrame = {
    import implicits._
    timed(times.map(_.toString).toDF("event"))
  }

  private val byColumn = "event_time_column" -> "at"

  private def write(stream: String, times: Long*): Unit = writeEvents(stream, times.map(_.toString): _*)

  test("batches tell the latest time of their rows, and do not hold others back when they are over") {
    for (exactlyOnce <- Seq("true", "false")) {
      val stream = newPatientStream()
      writer(batch(1000, 3000, 2000), stream, byColumn, "exactly_once" -> exactlyOnce).save()
      val reader = new PlainReader(stream)
      reader.awaitTime(3000)
      writer(batch(5000), stream, byColumn, "exactly_once" -> exactlyOnce).save()
      reader.awaitTime(5000)
    }
  }

  test("a query tells the latest time after each epoch, under one name, also after a restart") {
    for (exactlyOnce <- Seq("true", "false")) {
      val (in, out) = (newStream(), newPatientStream())
      val reader = new PlainReader(out)
      val checkpoint = newCheckpoint()
      for (time <- Seq(1000L, 2000L, 3000L)) {
        write(in, time - 500, time, time - 100)
        runToEnd(streamWriter(timed(readStream(in)), out, checkpoint, byColumn, "exactly_once" -> exactlyOnce))
        reader.awaitTime(time)
      }
    }
  }

  test("a time that goes back is not told, and is no error") {
    val (in, out) = (newStream(), newPatientStream())
    val reader = new PlainReader(out)
    val checkpoint = newCheckpoint()
    for ((time, told) <- Seq(2000L -> 2000L, 1000L -> 2000L, 3000L -> 3000L)) {
      write(in, time)
      runToEnd(streamWriter(timed(readStream(in)), out, checkpoint, byColumn))
      reader.awaitTime(told)
    }
    readAll(out) should contain theSameElementsAs Seq("2000", "1000", "3000")
  }

  test("a column with a watermark needs not be named") {
    val (in, out) = (newStream(), newPatientStream())
    write(in, 7000)
    runToEnd(streamWriter(timed(readStream(in)).withWatermark("at", "1 minute"), out, newCheckpoint()))
    new PlainReader(out).awaitTime(7000)
  }

  test("rows without a time tell nothing, nor do frames without such a column") {
    val stream = newPatientStream()
    writer(batch(1000).withColumn("at", col("at").cast("string").substr(1, 0).cast("timestamp")), stream, byColumn)
      .save()
    writer(batch(2000), stream).save()
    writer(batch(3000), stream, byColumn).save()
    new PlainReader(stream).awaitTime(3000)
    marks(stream) shouldBe Seq(3000)
  }

  /**
   * A stream whose marks wait for every writer that has not said that it ends. Pravega's `StreamManager` would leave
   * the timeout out, and then writers are forgotten, and with them the times that they have told, at the next mark.
   */
  private def newPatientStream(): String = {
    val name = "patient-" + UUID.randomUUID.toString.take(8)
    val patient = StreamConfiguration.builder.scalingPolicy(ScalingPolicy.fixed(2)).timestampAggregationTimeout(600000)
    controllerClient.createStream(scope, name, patient.build).join() shouldBe true
    name
  }
}
