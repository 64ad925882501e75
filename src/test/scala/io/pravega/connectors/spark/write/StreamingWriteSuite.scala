// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger

import org.apache.spark.TaskContext
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.functions._
import org.apache.spark.sql.streaming.{StreamingQueryException, Trigger}
import org.scalatest.concurrent.Eventually._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.time.SpanSugar._

class StreamingWriteSuite extends AnyFunSuite with WriteFixture {
  import implicits._

  private def copy(from: String): DataFrame =
    readStream(from).select(col("event").cast("string").as("event"))
      .withColumn("routing_key", substring(col("event"), -1, 1)).repartition(4, col("routing_key"))

  private def counts(from: String): DataFrame =
    readStream(from).groupBy(col("event").cast("string").as("word")).count()
      .select(concat_ws("=", col("word"), col("count")).as("event"))

  private def write(stream: String, numbers: Range): Unit = writeKeyed(stream, numbers.map(i => s"k$i" -> s"e$i"): _*)

  private def events(numbers: Range) = numbers.map(i => s"e$i")

  test("a stream is copied, and a restarted query goes on") {
    val (in, out) = (newStream(segments = 2), newStream(segments = 3))
    val checkpoint = newCheckpoint()
    for (i <- 0 until 3) {
      write(in, i * 100 until (i + 1) * 100)
      runToEnd(streamWriter(copy(in), out, checkpoint))
      readAll(out) should contain theSameElementsAs events(0 until (i + 1) * 100)
    }
  }

  test("an epoch whose commit the checkpoint has lost is not written again") {
    val (in, out) = (newStream(segments = 2), newStream(segments = 3))
    val checkpoint = newCheckpoint()
    write(in, 0 until 100)
    runToEnd(streamWriter(copy(in), out, checkpoint))
    for (i <- 1 to 3) {
      forgetLastCommit(checkpoint)
      runToEnd(streamWriter(copy(in), out, checkpoint))
      readAll(out) should contain theSameElementsAs events(0 until 100)
    }
    write(in, 100 until 120)
    runToEnd(streamWriter(copy(in), out, checkpoint))
    readAll(out) should contain theSameElementsAs events(0 until 120)
  }

  test("the progress of a query tells what an epoch wrote, and how long its commit took") {
    val (in, out) = (newStream(segments = 2), newStream(segments = 3))
    write(in, 0 until 100)
    val query = runToEnd(streamWriter(copy(in), out, newCheckpoint()))
    val metrics = query.recentProgress.map(_.sink.metrics).filter(_.containsKey("eventsWritten")).last
    metrics.get("eventsWritten") shouldBe "100"
    metrics.get("bytesWritten") shouldBe events(0 until 100).map(_.length).sum.toString
    metrics.get("transactions").toInt should (be >= 1 and be <= 4)
    metrics.get("commitTimeMs").toLong should be > 0L
  }

  test("without a ledger such an epoch is written again") {
    val (in, out) = (newStream(segments = 2), newStream(segments = 3))
    val checkpoint = newCheckpoint()
    write(in, 0 until 100)
    runToEnd(streamWriter(copy(in), out, checkpoint, "commit_ledger" -> "false"))
    forgetLastCommit(checkpoint)
    runToEnd(streamWriter(copy(in), out, checkpoint, "commit_ledger" -> "false"))
    readAll(out) should have size 200
  }

  test("an epoch that comes back with other rows is refused") {
    val (in, out) = (newStream(segments = 2), newStream(segments = 3))
    val checkpoint = newCheckpoint()
    write(in, 0 until 100)
    runToEnd(streamWriter(copy(in), out, checkpoint))
    forgetLastCommit(checkpoint)
    val e = intercept[StreamingQueryException] {
      runToEnd(streamWriter(copy(in).where("event != 'e7'"), out, checkpoint))
    }
    messages(e) should (include("with 100 events, and now it has 99") and include("'commits/0'"))
    readAll(out) should contain theSameElementsAs events(0 until 100)
  }

  test("a checkpoint older than the stream is refused") {
    val (in, out) = (newStream(segments = 2), newStream(segments = 3))
    val checkpoint = newCheckpoint()
    for (i <- 0 until 3) {
      write(in, i * 10 until (i + 1) * 10)
      runToEnd(streamWriter(copy(in), out, checkpoint))
    }
    forgetLastCommit(checkpoint)
    forgetLastCommit(checkpoint)
    Seq("2", ".2.crc").foreach(name => checkpoint.resolve("offsets").resolve(name).toFile.delete())
    val e = intercept[StreamingQueryException](runToEnd(streamWriter(copy(in), out, checkpoint)))
    messages(e) should (include("epoch 2 has been committed already") and include("commit_ledger=false"))
    readAll(out) should contain theSameElementsAs events(0 until 30)
  }

  test("update mode writes what changed, complete mode everything") {
    val in = newStream()
    val (updates, complete) = (newStream(), newStream())
    val (updatesCheckpoint, completeCheckpoint) = (newCheckpoint(), newCheckpoint())
    for (words <- Seq(Seq("a", "b"), Seq("a"))) {
      writeEvents(in, words: _*)
      runToEnd(streamWriter(counts(in), updates, updatesCheckpoint).outputMode("update"))
      runToEnd(streamWriter(counts(in), complete, completeCheckpoint).outputMode("complete"))
    }
    readAll(updates) should contain theSameElementsAs Seq("a=1", "b=1", "a=2")
    readAll(complete) should contain theSameElementsAs Seq("a=1", "b=1", "a=2", "b=1")
  }

  test("failed tasks are repeated, and their rows are there once") {
    val (in, out) = (newStream(segments = 2), newStream(segments = 3))
    write(in, 0 until 200)
    val frame = copy(in).as[(String, String)].mapPartitions { rows =>
      val fails = TaskContext.get().attemptNumber() == 0
      rows.zipWithIndex.map { case (row, i) =>
        if (fails && i == 10) throw new IllegalStateException("on purpose") else row
      }
    }.toDF("event", "routing_key")
    runToEnd(streamWriter(frame, out, newCheckpoint()))
    readAll(out) should contain theSameElementsAs events(0 until 200)
  }

  test("an epoch may last four times the lease") {
    val (in, out) = (newStream(segments = 2), newStream(segments = 3))
    write(in, 0 until 100)
    val frame = copy(in).as[(String, String)].mapPartitions { rows =>
      if (TaskContext.getPartitionId() == 1) TimeUnit.SECONDS.sleep(40)
      rows
    }.toDF("event", "routing_key")
    val began = System.nanoTime()
    runToEnd(streamWriter(frame, out, newCheckpoint(), "transaction_timeout_ms" -> "10000"))
    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) should be >= 40L
    readAll(out) should contain theSameElementsAs events(0 until 100)
  }

  test("foreachBatch writes once with the two options, and again without them") {
    val in = newStream(segments = 2)
    val (once, again) = (newStream(), newStream())
    val checkpoint = newCheckpoint()
    write(in, 0 until 100)
    val toBoth: (DataFrame, Long) => Unit = (batch, id) => {
      writer(batch, once, "txn_app_id" -> "query", "txn_version" -> id.toString).save()
      writer(batch, again).save()
    }
    def run(): Unit =
      runToEnd(copy(in).writeStream.foreachBatch(toBoth).option("checkpointLocation", checkpoint.toString))
    run()
    forgetLastCommit(checkpoint)
    run()
    readAll(once) should contain theSameElementsAs events(0 until 100)
    readAll(again) should have size 200
  }

  test("a query that is stopped in the middle is not a query that failed") {
    val (in, out) = (newStream(segments = 2), newStream(segments = 3))
    val checkpoint = newCheckpoint()
    val counted = copy(in).as[(String, String)].map { row =>
      RowsSeen.count.incrementAndGet()
      row
    }.toDF("event", "routing_key")
    for (i <- 0 to 5) {
      write(in, i * 100 until (i + 1) * 100)
      RowsSeen.count.set(0)
      val query = streamWriter(counted, out, checkpoint).start()
      eventually(timeout(30.seconds), interval(1.millis))(RowsSeen.count.get should be >= i * 20)
      query.stop()
      query.exception shouldBe None
    }
    runToEnd(streamWriter(copy(in), out, checkpoint))
    readAll(out) should contain theSameElementsAs events(0 until 600)
  }

  test("continuous processing is refused before the first task") {
    val out = newStream()
    val rows = spark.readStream.format("rate").load().select(col("value").cast("string").as("event"))
    val query = streamWriter(rows, out, newCheckpoint()).trigger(Trigger.Continuous("1 second")).start()
    val e = try intercept[StreamingQueryException](query.awaitTermination(60000)) finally query.stop()
    messages(e) should include(
      s"Cannot write to stream $scope/$out exactly once with continuous processing: use another trigger")
    readAll(out) shouldBe empty
  }

  test("rows of an epoch that is in the stream already are not reported as written") {
    val (in, out) = (newStream(segments = 2), newStream(segments = 3))
    val checkpoint = newCheckpoint()
    write(in, 0 until 100)
    runToEnd(streamWriter(copy(in), out, checkpoint))
    forgetLastCommit(checkpoint)
    val query = runToEnd(streamWriter(copy(in), out, checkpoint))
    val metrics = query.recentProgress.map(_.sink.metrics).filter(_.containsKey("eventsWritten")).last
    metrics.get("eventsWritten") shouldBe "0"
    metrics.get("transactions") shouldBe "0"
  }
}

/** How many rows tasks have handled; tasks run in this JVM. */
private object RowsSeen {
  val count = new AtomicInteger
}
