// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.util.Optional

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.client.DataLossException
import io.pravega.connectors.spark.format.TypedFormat
import io.pravega.connectors.spark.read.plan.{PravegaOffset, TimeWindows}
import io.pravega.connectors.spark.read.rows.ReadColumns
import io.pravega.connectors.spark.stream.SegmentSlice
import org.apache.spark.sql.connector.read.streaming.Offset
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class PravegaMicroBatchStreamSuite extends AnyFunSuite with Matchers {

  private class Source(keys: Int, segments: Int, failOnDataLoss: Boolean = true) {
    val stream = new FakeStream(keys, segments)
    val clients = new FakeClients(stream)

    /** The query's source, as it is made when the query is started and started again. */
    def start(more: (String, String)*): PravegaMicroBatchStream = {
      val options = clients.options(more :+ ("fail_on_data_loss" -> failOnDataLoss.toString): _*)
      new PravegaMicroBatchStream(clients, options, new PravegaPartitionReaderFactory(clients, options.connection,
        ReadColumns.all(Optional.empty[TypedFormat], options), Long.MaxValue, failOnDataLoss), "no checkpoint")
    }
  }

  private def latest(running: PravegaMicroBatchStream, start: Offset): Offset =
    running.latestOffset(start, running.getDefaultReadLimit)

  private def slices(running: PravegaMicroBatchStream, start: Offset, end: Offset): Seq[SegmentSlice] =
    running.planInputPartitions(start, end).toSeq
      .flatMap(_.asInstanceOf[PravegaInputPartition].slices.asScala)

  test("a client is held from the first use until the stream is stopped, and not for reports") {
    val source = new Source(1, 1)
    source.stream.write(0, 10)
    val running = source.start()
    running.reportLatestOffset shouldBe null
    running.metrics(Optional.empty()).asScala shouldBe empty
    running.stop()
    source.clients.acquired shouldBe 0

    latest(running, PravegaOffset.of(source.stream.head)) shouldBe PravegaOffset.of(source.stream.tail)
    running.reportLatestOffset shouldBe PravegaOffset.of(source.stream.tail)
    source.clients.held shouldBe 1
    running.stop()
    running.stop()
    (source.clients.acquired, source.clients.held) shouldBe ((1, 0))
  }

  test("the marks of event time are read for their columns alone, and for a start by time") {
    val source = new Source(1, 1)
    source.stream.write(0, 10)
    source.stream.write(0, 10)
    source.clients.marks.add(1000, 1000, 0L -> (10L -> ((0.0, 1.0))))
    def run(options: (String, String)*): (Seq[PravegaInputPartition], Option[String]) = {
      val running = source.start(options: _*)
      val start = PravegaOffset.of(source.stream.head)
      val end = latest(running, start)
      val planned = running.planInputPartitions(start, end).toSeq.map(_.asInstanceOf[PravegaInputPartition])
      val behind = running.metrics(Optional.of(end)).asScala.get("timeBehindLatestMs")
      running.stop()
      (planned, behind)
    }
    val (Seq(plain), None) = run()
    plain.times shouldBe java.util.Map.of()
    source.clients.marks.reads shouldBe 0
    val (Seq(noColumns), Some("0")) = run("start_time" -> "2h")
    noColumns.times shouldBe java.util.Map.of()
    val (Seq(timed), Some("0")) = run("time_bounds" -> "true")
    val times = timed.times(timed.slices.get(0))
    Seq(0, 10).map(offset => times.lowerMicros(times.find(offset, 0))) shouldBe Seq(TimeWindows.NONE, 1000000)
  }

  test("a batch that is repeated after a restart needs no segment that was read to its end before it") {
    val source = new Source(2, 2)
    source.stream.write(0, 10)
    val running = source.start()
    val start = latest(running, PravegaOffset.of(source.stream.head))
    source.stream.rescale(1)
    source.stream.write(1, 20)
    val end = latest(running, start)
    val planned = slices(running, start, end)
    planned.map(_.bytes) shouldBe Seq(20)

    source.stream.truncate(end.asInstanceOf[PravegaOffset].readFrom(source.stream.id).get)
    val restarted = source.start()
    val fromCheckpoint = Seq(start, end).map(offset => restarted.deserializeOffset(offset.json))
    slices(restarted, fromCheckpoint.head, fromCheckpoint.last) shouldBe planned
  }

  test("a stream that was deleted under the query is named, whether or not losses are accepted") {
    Seq(true, false).foreach { failOnDataLoss =>
      val source = new Source(1, 1, failOnDataLoss)
      source.stream.write(0, 10)
      val running = source.start()
      val end = latest(running, PravegaOffset.of(source.stream.head))
      source.stream.delete()
      intercept[DataLossException](latest(running, end)).getMessage should
        startWith("Cannot read on: stream scope/fake was deleted")
    }
  }
}
