// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read

import java.nio.ByteBuffer
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger

import scala.util.Random

import io.netty.buffer.Unpooled
import io.pravega.connectors.spark.client.EventFormat
import io.pravega.connectors.spark.stream.{SegmentSlice, StreamId}
import io.pravega.shared.protocol.netty.Reply
import io.pravega.shared.protocol.netty.WireCommands.{ReadSegment, SegmentRead}
import org.scalatest.concurrent.TimeLimits
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

class SliceFetchSuite extends AnyFunSuite with Matchers with TimeLimits {

  private val stream = new StreamId("s", "a")

  /** Events of all lengths up to twice that of a read, each with its number as its bytes. */
  private def segment(random: Random, events: Int): Array[Byte] =
    (0 until events).toArray.flatMap { number =>
      val length = if (number % 5 == 0) random.nextInt(2 * SegmentRequests.READ_BYTES) else random.nextInt(200)
      header(length) ++ Array.fill(length)(number.toByte)
    }

  private def header(length: Int): Array[Byte] = {
    val bytes = new Array[Byte](EventFormat.HEADER_BYTES)
    EventFormat.putHeader(bytes, 0, length)
    bytes
  }

  private def bytesOf(event: ByteBuffer): Array[Byte] = {
    val bytes = new Array[Byte](event.remaining)
    event.get(bytes)
    bytes
  }

  /** Answers late, in any order, and with as few bytes as it likes. */
  private class FarStore(bytes: Array[Byte], random: Random) extends FakeStore(bytes.length) {
    private val atOnce = new AtomicInteger
    @volatile var mostAtOnce = 0

    override protected def read(request: ReadSegment, answer: Reply => Unit): Unit = {
      mostAtOnce = mostAtOnce max atOnce.incrementAndGet()
      val given = reply(request)
      getInternalExecutor.schedule((() => {
        atOnce.decrementAndGet()
        answer(given)
      }): Runnable, 20 + random.nextInt(20), TimeUnit.MILLISECONDS)
    }

    private def reply(request: ReadSegment): Reply = {
      val asked = request.getSuggestedLength
      // A segment store reads eight bytes at least.
      val given = if (random.nextBoolean()) asked else 1 + random.nextInt(asked)
      val length = (given max 8) min (bytes.length - request.getOffset.toInt)
      new SegmentRead(request.getSegment, request.getOffset, false, false,
        Unpooled.wrappedBuffer(bytes, request.getOffset.toInt, length), request.getRequestId)
    }
  }

  test("however late, short and mixed up the answers are, every event is there once, in order, whole") {
    for (seed <- 1 to 4) withClue(s"seed $seed: ") {
      val random = new Random(seed)
      val bytes = segment(random, 50)
      val store = new FarStore(bytes, random)
      val cursor = store.events().open(new SegmentSlice(stream, 0, 0, bytes.length))
      try failAfter(60.seconds) {
        // In no time, as a consumer that waits for the store.
        val events = Iterator.continually(cursor).takeWhile(_.next()).map(_ =>
          ByteBuffer.wrap(cursor.array, cursor.position, cursor.length)).toVector
        ByteBuffer.wrap(events.flatMap(event => header(event.remaining) ++ bytesOf(event)).toArray) shouldBe
          ByteBuffer.wrap(bytes)
      } finally {
        cursor.close()
        store.close()
      }
      store.mostAtOnce should (be > ReadAhead.LEAST and be <= ReadAhead.MOST)
    }
  }

  test("who waits for a slice that is closed is told so") {
    val store = new FakeStore(1000) {
      override protected def read(request: ReadSegment, answer: Reply => Unit): Unit = ()
    }
    val cursor = store.events().open(new SegmentSlice(stream, 0, 0, 1000))
    store.getInternalExecutor.schedule((() => cursor.close()): Runnable, 100, TimeUnit.MILLISECONDS)
    try failAfter(10.seconds)(the[Exception] thrownBy cursor.next() should have message
      "Cannot read segment 0.#epoch.0 of stream s/a, offsets 0 to 1000: it was closed")
    finally store.close()
  }
}
