// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.util.Optional

import scala.collection.mutable

import io.pravega.connectors.spark.format.TypedFormat
import io.pravega.connectors.spark.read.plan.PravegaOffset
import io.pravega.connectors.spark.read.rows.ReadColumns
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.connector.read.streaming.{Offset, SupportsRealTimeRead}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** The stream as Spark 4.1 and 4.2 drive it; ClusterSuite shows it on these. */
class RealTimeStreamSuite extends AnyFunSuite with Matchers {

  private val stream = new FakeStream(keys = 4, segments = 2)
  private val clients = new FakeClients(stream)
  private var givesRows = false

  private def start(more: (String, String)*): RealTimeStream = start(clients, more: _*)

  private def start(on: FakeClients, more: (String, String)*): RealTimeStream = {
    val options = on.options(more: _*)
    val readers = new PravegaPartitionReaderFactory(on, options.connection,
      ReadColumns.all(Optional.empty[TypedFormat], options), Long.MaxValue, true)
    new RealTimeStream(on, options, readers, "no checkpoint", () => givesRows = true)
  }

  private val seen = mutable.ArrayBuffer.empty[String]

  /** Runs a batch, in which `meanwhile` happens to the stream after some time. */
  private def batch(running: RealTimeStream, from: Offset)(meanwhile: => Unit): Offset = {
    running.latestOffset(from, running.getDefaultReadLimit) should be theSameInstanceAs from
    val readers = running.planInputPartitions(from).toSeq.map(partition =>
      running.createReaderFactory.createReader(partition).asInstanceOf[SupportsRealTimeRead[InternalRow]])
    def read(): Unit = {
      stream.tellNews()
      readers.zipWithIndex.foreach { case (reader, i) =>
        def hasRecord = (if (i % 2 == 0) reader.nextWithTimeout(0L)
          else reader.nextWithTimeout(System.currentTimeMillis, 0L)).hasRecord
        while (hasRecord) seen += new String(reader.get().getBinary(0))
      }
    }
    read()
    meanwhile
    read()
    val end = running.mergeOffsets(readers.map(_.getOffset).toArray)
    readers.foreach { reader =>
      reader.close()
      reader.close()
    }
    end
  }

  test("batches follow the stream through splits, merges and a restart, and no event is read twice or left out") {
    val running = start("max_partitions" -> "2")
    running.prepareForRealTimeMode()
    givesRows shouldBe true
    var at: Offset = PravegaOffset.of(stream.head)
    at = batch(running, at) {
      (0 until 4).foreach(stream.write(_, 9))
      stream.rescale(4)
      (0 until 4).foreach(stream.write(_, 9))
    }
    at = batch(running, at)(stream.rescale(1))
    running.stop()
    val restarted = start("max_partitions" -> "2")
    restarted.prepareForRealTimeMode()
    at = batch(restarted, restarted.deserializeOffset(at.json)) {
      (0 until 4).foreach(stream.write(_, 9))
    }
    at shouldBe PravegaOffset.of(stream.tail)
    (0 until 4).foreach(key => seen.filter(_.startsWith(s"$key:")) shouldBe (0 to 2).map(n => s"$key:$n"))
    restarted.stop()
    clients.held shouldBe 0
  }

  test("the segments are divided among as many tasks as are allowed, and no more than there are segments") {
    val wide = new FakeStream(keys = 4, segments = 4)
    def tasks(most: Int) = {
      val running = start(new FakeClients(wide), "max_partitions" -> most.toString)
      try running.planInputPartitions(PravegaOffset.of(wide.head)).toSeq
        .map(_.asInstanceOf[RealTimePartition].slices.size)
      finally running.stop()
    }
    tasks(3) shouldBe Seq(2, 1, 1)
    tasks(9) shouldBe Seq(1, 1, 1, 1)
  }

  test("limits of micro-batches and an end are refused, because a batch has neither") {
    Seq("max_bytes_per_trigger" -> "1k", "min_bytes_per_trigger" -> "1k", "end_stream_cut" -> "latest")
      .foreach { option =>
      val thrown = intercept[IllegalArgumentException](start(option).prepareForRealTimeMode())
      thrown.getMessage should startWith("Cannot read in real-time mode with ")
      thrown.getMessage should include(option._1)
    }
    start("end_stream_cut" -> "unbounded").prepareForRealTimeMode()
  }
}
