// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.lang.management.ManagementFactory
import java.net.URI
import java.nio.ByteBuffer
import java.util.Collections

import io.pravega.client.stream.{EventWriterConfig, Serializer}
import io.pravega.connectors.spark.testing.EmbeddedPravega
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.functions.{count, lit}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.tagobjects.Slow

/** A large backlog in small batches. How large is the system property `backlog.megabytes`; by default a gigabyte. */
class BacklogSuite extends AnyFunSuite with Matchers with ReadFixture {

  private val megabytes = Integer.getInteger("backlog.megabytes", 1024).toInt
  private val eventBytes = 1000
  private val limit = 16L << 20

  /** The storage is in memory. */
  private lazy val server =
    closedAfterAll(EmbeddedPravega.builder().jvmOption(s"-Xmx${2048 + 3 * megabytes}m").start())(_.close())
  override protected def controllerUri: URI = server.controllerUri

  private def usedHeap(): Long = {
    System.gc()
    ManagementFactory.getMemoryMXBean.getHeapMemoryUsage.getUsed
  }

  test("batches of a backlog stay within their limit, and so does the driver's memory", Slow) {
    val stream = newStream(segments = 4)
    val events = megabytes * ((1 << 20) / (eventBytes + 8))
    fill(stream, events)
    val reading = spark.readStream.format("pravega").option("controller", controller).option("scope", scope)
      .option("stream", stream).option("start_stream_cut", "earliest").option("max_bytes_per_trigger", limit).load()
    val idleHeap = usedHeap()
    @volatile var most = 0L
    val query = reading.select(count(lit(1))).writeStream.outputMode("complete")
      .trigger(ReadFixture.AvailableNow).foreachBatch { (frame: DataFrame, id: Long) =>
        frame.collect()
        if (id % 10 == 5) most = math.max(most, usedHeap())
      }.start()
    query.awaitTermination()
    val progress = query.recentProgress
    progress.map(_.numInputRows).sum shouldBe events
    all(progress.map(_.numInputRows * (eventBytes + 8))) should be <= 2 * limit
    progress.count(_.numInputRows > 0) should be >= events / (limit / (eventBytes + 8)).toInt
    (most - idleHeap) should be < (256L << 20)
    val latestOffset = progress.map(_.durationMs.get("latestOffset").longValue).sorted
    info(s"${progress.length} batches; median ms to plan one: ${latestOffset(latestOffset.length / 2)}; " +
      s"heap over idle: ${(most - idleHeap) >> 20} MiB")
  }

  private def fill(stream: String, events: Int): Unit = {
    val writer = eventClient.createEventWriter(stream, Bytes, EventWriterConfig.builder.build)
    try {
      (0 until events).grouped(1000).foreach { group =>
        writer.writeEvents(s"key${group.head / 1000}", Collections.nCopies(group.size, new Array[Byte](eventBytes)))
        if (group.head % 20000 == 0) writer.flush()
      }
    } finally writer.close()
  }

  private object Bytes extends Serializer[Array[Byte]] {
    override def serialize(bytes: Array[Byte]): ByteBuffer = ByteBuffer.wrap(bytes)
    override def deserialize(bytes: ByteBuffer): Array[Byte] = throw new UnsupportedOperationException
  }
}
