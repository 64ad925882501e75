// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Files
import java.util.concurrent.ConcurrentLinkedQueue

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.client.DataLossException
import io.pravega.connectors.spark.testing.PravegaFixture
import org.apache.spark.sql.{DataFrame, Row, SparkSession}
import org.apache.spark.sql.streaming.{DataStreamWriter, StreamingQuery, Trigger}
import org.scalatest.{Assertions, Suite}

/** What one micro-batch brought. */
case class ReadBatch(id: Long, rows: Seq[Row]) {
  def texts: Seq[String] = rows.map(row => new String(row.getAs[Array[Byte]]("event"), UTF_8))
  /** Bytes in the stream, headers included. */
  def bytes: Long = rows.map(_.getAs[Array[Byte]]("event").length + 8L).sum
  def segments: Set[Long] = rows.map(_.getAs[Long]("segment_id")).toSet
}

/** Reads streams of the suite's scope with the connector, and keeps what each micro-batch brought. */
trait ReadFixture extends PravegaFixture { this: Suite =>

  protected lazy val spark: SparkSession = closedAfterAll(SparkSession.builder.master("local[2]").appName("read")
    .config("spark.sql.shuffle.partitions", 2).config("spark.ui.enabled", false).getOrCreate())(_.stop())

  protected def batchFrame(stream: String, options: (String, String)*): DataFrame =
    spark.read.format("pravega").options(allOptions(stream, options)).load()

  protected def texts(frame: DataFrame): Seq[String] =
    frame.select("event").collect().toSeq.map(row => new String(row.getAs[Array[Byte]](0), UTF_8))

  /** @param stream one, or several with commas between them; or `~` and a pattern */
  private def allOptions(stream: String, options: Seq[(String, String)]) = Map("controller" -> controller,
    "scope" -> scope, if (stream.startsWith("~")) "stream_pattern" -> stream.tail else "stream" -> stream) ++ options

  /** A query over one stream, with a checkpoint that outlives its restarts. */
  protected class Reading(stream: String, trigger: Trigger, options: (String, String)*) {
    val checkpoint: String = Files.createTempDirectory("checkpoint").toString
    protected def checkpointLocation: String = checkpoint
    private val seen = new ConcurrentLinkedQueue[ReadBatch]
    /** Called with each batch before it counts as read. */
    @volatile var before: ReadBatch => Unit = (_: ReadBatch) => ()

    def batches: Seq[ReadBatch] = seen.asScala.toSeq
    def read: Seq[String] = batches.flatMap(_.texts)

    def start(more: (String, String)*): StreamingQuery = {
      val writer: DataStreamWriter[Row] = spark.readStream.format("pravega")
        .options(allOptions(stream, options ++ more))
        .load().writeStream.trigger(trigger).option("checkpointLocation", checkpointLocation)
      writer.foreachBatch { (frame: DataFrame, id: Long) =>
        val batch = ReadBatch(id, frame.collect().toSeq)
        before(batch)
        seen.add(batch)
        ()
      }.start()
    }

    /** Runs until all there is was read, then stops. */
    def run(more: (String, String)*): StreamingQuery = {
      val query = start(more: _*)
      try if (trigger == ReadFixture.AvailableNow || trigger == ReadFixture.Once) query.awaitTermination()
      else query.processAllAvailable()
      finally query.stop()
      query.exception.foreach(throw _)
      query
    }
  }

  /** The data loss behind what Spark threw. */
  protected def dataLoss(body: => Any): DataLossException = {
    val thrown = Assertions.intercept[Exception](body)
    Iterator.iterate[Throwable](thrown)(_.getCause).takeWhile(_ != null).collectFirst {
      case loss: DataLossException => loss
    }.getOrElse(throw thrown)
  }
}

object ReadFixture {
  val AvailableNow: Trigger = Trigger.AvailableNow()
  @annotation.nowarn("cat=deprecation")
  val Once: Trigger = Trigger.Once()
  val Continually: Trigger = Trigger.ProcessingTime(0)
}
