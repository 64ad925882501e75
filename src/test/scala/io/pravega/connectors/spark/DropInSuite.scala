// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark

import java.nio.file.{Files, Path}
import java.util.concurrent.ConcurrentLinkedQueue

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.testing.PravegaFixture
import org.apache.spark.sql.{DataFrame, QueryTest}
import org.apache.spark.sql.functions.expr
import org.apache.spark.sql.streaming.Trigger
import org.apache.spark.sql.test.SharedSparkSession
import org.scalatest.matchers.should.Matchers

/** Checkpoints of the old connector: each offset is the JSON string of a stream cut's text, and nothing else. */
class DropInSuite extends QueryTest with SharedSparkSession with PravegaFixture with Matchers {

  private class Checkpoint(val root: Path) {
    private val id = java.util.UUID.randomUUID
    Files.writeString(root.resolve("metadata"), s"""{"id":"$id"}""")

    def planned(batch: Int, cut: String): Unit = write("offsets", batch,
      "v1\n" + """{"batchWatermarkMs":0,"batchTimestampMs":1700000000000,"conf":{}}""" + "\n\"" + cut + "\"")

    def committed(batch: Int): Unit = write("commits", batch, "v1\n" + """{"nextBatchWatermarkMs":0}""")

    def offset(batch: Int): String = Files.readAllLines(root.resolve("offsets").resolve(batch.toString)).get(2)

    private def write(log: String, batch: Int, text: String): Unit =
      Files.writeString(Files.createDirectories(root.resolve(log)).resolve(batch.toString), text)
  }

  private def newCheckpoint(): Checkpoint = new Checkpoint(Files.createTempDirectory("old-checkpoint"))

  /** What a query reads that goes on from the checkpoint. */
  private def resumed(stream: String, checkpoint: Checkpoint): Seq[String] = {
    val events = new ConcurrentLinkedQueue[String]
    val collect: (DataFrame, Long) => Unit = (batch, _) => batch.collect().foreach(row => events.add(row.getString(0)))
    spark.readStream.format("pravega")
      .option("controller", controller).option("scope", scope).option("stream", stream)
      .option("start_stream_cut", "earliest")
      .load()
      .select(expr("cast(event as string)"))
      .writeStream.foreachBatch(collect)
      .option("checkpointLocation", checkpoint.root.toString)
      .trigger(Trigger.AvailableNow())
      .start()
      .awaitTermination()
    events.asScala.toSeq
  }

  test("a query goes on behind the last committed offset") {
    val stream = newStream(segments = 2)
    val checkpoint = newCheckpoint()
    writeKeyed(stream, "1" -> "a", "2" -> "b", "3" -> "c")
    checkpoint.planned(0, tailCut(stream))
    checkpoint.committed(0)
    writeKeyed(stream, "1" -> "d", "2" -> "e")
    resumed(stream, checkpoint) should contain theSameElementsAs Seq("d", "e")
  }

  test("a batch that was planned and not committed is read again, as it was planned") {
    val stream = newStream()
    val checkpoint = newCheckpoint()
    writeEvents(stream, "a")
    checkpoint.planned(0, tailCut(stream))
    checkpoint.committed(0)
    writeEvents(stream, "b")
    checkpoint.planned(1, tailCut(stream))
    writeEvents(stream, "c")
    resumed(stream, checkpoint) should contain theSameElementsAs Seq("b", "c")
  }

  test("an old batch that spans a scale, which this connector would not plan, is read as it was planned") {
    val stream = newStream()
    val checkpoint = newCheckpoint()
    writeEvents(stream, "a")
    checkpoint.planned(0, tailCut(stream))
    checkpoint.committed(0)
    writeKeyed(stream, "k" -> "b")
    splitSegment(stream, id = 0)
    writeKeyed(stream, "k" -> "c")
    checkpoint.planned(1, tailCut(stream))
    resumed(stream, checkpoint) should contain theSameElementsAs Seq("b", "c")
  }

  test("new offsets have the old form, so that the way back is open") {
    val stream = newStream()
    val checkpoint = newCheckpoint()
    checkpoint.planned(0, tailCut(stream))
    checkpoint.committed(0)
    writeEvents(stream, "a")
    resumed(stream, checkpoint) should contain theSameElementsAs Seq("a")
    val offset = checkpoint.offset(1)
    offset should fullyMatch regex "\"H4sI[A-Za-z0-9+/=]+\""
    io.pravega.client.stream.StreamCut.from(offset.stripPrefix("\"").stripSuffix("\"")) shouldBe
      io.pravega.client.stream.StreamCut.from(tailCut(stream))
  }
}
