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

/**
 * Checkpoints of the old connector, in which each offset is the JSON string of a stream cut's text, and those of the
 * first versions of this one, in which it may also be an object with two such texts.
 */
class DropInSuite extends QueryTest with SharedSparkSession with PravegaFixture with Matchers {

  private class Checkpoint(val root: Path) {
    private val id = java.util.UUID.randomUUID
    Files.writeString(root.resolve("metadata"), s"""{"id":"$id"}""")

    def planned(batch: Int, cut: String): Unit = plannedAs(batch, "\"" + cut + "\"")

    def plannedAs(batch: Int, offset: String): Unit = write("offsets", batch,
      "v1\n" + """{"batchWatermarkMs":0,"batchTimestampMs":1700000000000,"conf":{}}""" + "\n" + offset)

    def started(cut: String): Unit = {
      val folder = Files.createDirectories(root.resolve("sources").resolve("0"))
      Files.writeString(folder.resolve("start-stream-cut"), "v1\n\"" + cut + "\"\n")
    }

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

  test("a batch of an earlier version that begins to read behind a scale begins there, as it was planned") {
    val stream = newStream()
    val checkpoint = newCheckpoint()
    writeKeyed(stream, "k" -> "a")
    checkpoint.planned(0, tailCut(stream))
    checkpoint.committed(0)
    splitSegment(stream, id = 0)
    val from = tailCut(stream)
    writeKeyed(stream, "k" -> "b")
    checkpoint.plannedAs(1, s"""{"stream_cut":"${tailCut(stream)}","read_from":"$from"}""")
    writeKeyed(stream, "k" -> "c")
    // What was read before the scale may be gone.
    truncateStream(stream, from)
    resumed(stream, checkpoint) shouldBe Seq("b", "c")
  }

  test("a query of an earlier version that had finished no batch starts where it had started") {
    val stream = newStream()
    val checkpoint = newCheckpoint()
    writeEvents(stream, "a")
    checkpoint.started(tailCut(stream))
    writeEvents(stream, "b")
    resumed(stream, checkpoint) shouldBe Seq("b")
  }

  test("with nothing new in the stream, an old checkpoint stays as it is; then offsets have the new form") {
    val stream = newStream()
    val checkpoint = newCheckpoint()
    checkpoint.planned(0, tailCut(stream))
    checkpoint.committed(0)
    resumed(stream, checkpoint) shouldBe Seq()
    Files.exists(checkpoint.root.resolve("offsets").resolve("1")) shouldBe false
    writeEvents(stream, "a")
    resumed(stream, checkpoint) shouldBe Seq("a")
    checkpoint.offset(1) shouldBe s"""{"version":1,"$scope/$stream":{"0.#epoch.0":9}}"""
  }
}
