// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.net.URI

import io.pravega.client.stream.{RetentionPolicy, ScalingPolicy, StreamConfiguration}
import io.pravega.connectors.spark.read.ReadFixture.Continually
import io.pravega.connectors.spark.testing.EmbeddedPravega
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.tagobjects.Slow
import org.scalatest.time.SpanSugar._

/** On a server that looks for what it can truncate every minute, which is as often as it can. */
class RetentionGroupSuite extends AnyFunSuite with Matchers with Eventually with ReadFixture {

  override implicit val patienceConfig: PatienceConfig = PatienceConfig(200.seconds, 500.millis)

  private lazy val server = closedAfterAll(EmbeddedPravega.builder.jvmOption("-XX:TieredStopAtLevel=1")
    .property("controller.retention.frequency.minutes", "1").start())(_.close())
  override protected def controllerUri: URI = server.controllerUri

  /** A stream that keeps no more than subscribers need. */
  private def newShrinkingStream(name: String): String = {
    createStream(name, StreamConfiguration.builder.scalingPolicy(ScalingPolicy.fixed(2))
      .retentionPolicy(RetentionPolicy.bySizeBytes(1)).build)
    name
  }

  private def write(stream: String, numbers: Range): Unit =
    writeKeyed(stream, numbers.map(i => s"k${i % 10}" -> f"e$i%04d"): _*)

  /** Returns when a stream has shrunk that is made now, so that the server has looked at all of them. */
  private def awaitTruncation(name: String): Unit = {
    val stream = newShrinkingStream(name)
    val only = new Reading(stream, Continually, "start_stream_cut" -> "earliest", "retention_group" -> "only")
    for (i <- 0 until 2) {
      write(stream, i * 10 until (i + 1) * 10)
      only.run()
    }
    eventually(readAll(stream) should contain theSameElementsAs events(10 until 20))
  }

  private def events(numbers: Range) = numbers.map(i => f"e$i%04d")

  test("the stream shrinks to what the slower of two subscribers has not read, and neither loses anything", Slow) {
    val stream = newShrinkingStream("shrinking")
    val fromHead = "start_stream_cut" -> "earliest"
    val fast = new Reading(stream, Continually, fromHead, "retention_group" -> "fast")
    val slow = new Reading(stream, Continually, fromHead, "retention_group" -> "slow")
    write(stream, 0 until 100)
    slow.run()
    for (i <- 1 to 4) {
      write(stream, i * 100 until (i + 1) * 100)
      fast.run()
    }
    // Spark says of a batch that it is finished when it starts the next one, so the slow one has finished nothing.
    write(stream, 500 until 510)
    fast.run()
    awaitTruncation("between")
    readAll(stream) should contain theSameElementsAs events(0 until 510)

    slow.run()
    eventually(readAll(stream) should contain theSameElementsAs events(100 until 510))
    write(stream, 510 until 520)
    slow.run()
    fast.run()
    fast.read should contain theSameElementsAs events(0 until 520)
    slow.read should contain theSameElementsAs events(0 until 520)
    eventually(readAll(stream).size should be <= 20)
  }
}
