// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read

import java.util.concurrent.{CompletableFuture, ConcurrentLinkedQueue}

import scala.collection.JavaConverters._

import io.netty.buffer.Unpooled
import io.pravega.client.security.auth.DelegationTokenProvider
import io.pravega.connectors.spark.client.{DataLossException, EventFormat}
import io.pravega.connectors.spark.stream.{SegmentSlice, StreamId}
import io.pravega.shared.protocol.netty.Reply
import io.pravega.shared.protocol.netty.WireCommands.{ReadSegment, SegmentRead}
import org.scalatest.concurrent.TimeLimits
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

/** Answers of a segment store that no real one can be made to give at the right moment. */
class SegmentRequestsSuite extends AnyFunSuite with Matchers with TimeLimits {

  private val stream = new StreamId("s", "a")
  private val event = new Array[Byte](EventFormat.HEADER_BYTES + 3)
  EventFormat.putHeader(event, 0, 3)

  /** Answers reads as it is told to, one after the other, and says that the segment ends at an offset. */
  private class Store(end: Long, reads: (ReadSegment => Option[Reply])*) extends FakeStore(end) {
    private val left = new ConcurrentLinkedQueue(reads.asJava)
    override protected def read(request: ReadSegment, answer: Reply => Unit): Unit =
      left.poll()(request).foreach(answer)
  }

  private class Tokens extends DelegationTokenProvider {
    @volatile var token = "old"
    override def retrieveToken(): CompletableFuture[String] = CompletableFuture.completedFuture(token)
    override def populateToken(token: String): Boolean = false
    override def signalTokenExpired(): Unit = token = "new"
  }

  private def all(read: ReadSegment): Option[Reply] = Some(new SegmentRead(read.getSegment, read.getOffset, false,
    false, Unpooled.wrappedBuffer(event), read.getRequestId))

  private def nothing(read: ReadSegment): Option[Reply] =
    Some(new SegmentRead(read.getSegment, read.getOffset, true, false, Unpooled.EMPTY_BUFFER, read.getRequestId))

  private def count(store: Store, tokens: DelegationTokenProvider = new Tokens): Int = {
    val cursor = store.events(tokens).open(new SegmentSlice(stream, 0, 0, event.length))
    try Iterator.continually(cursor.next()).takeWhile(identity).size
    finally {
      cursor.close()
      store.close()
    }
  }

  test("an empty answer, as a segment that is moving gives it, is no data loss: the request is repeated") {
    val store = new Store(event.length, nothing, nothing, all)
    failAfter(10.seconds)(count(store) shouldBe 1)
    store.forgotten.asScala.toSeq shouldBe Seq(store.here, store.here)
  }

  test("an empty answer at the segment's end is data loss") {
    val e = the[DataLossException] thrownBy count(new Store(0, nothing))
    e.getMessage shouldBe "Cannot read segment 0.#epoch.0 of stream s/a at offset 0: " +
      "the segment ends there, but more was asked for"
  }

  test("a read that is not answered, as with a token that is refused, is repeated with a new token") {
    val store = new Store(event.length,
      read => if (read.getDelegationToken == "new") all(read) else None, all)
    val tokens = new Tokens
    failAfter(25.seconds)(count(store, tokens) shouldBe 1)
    tokens.token shouldBe "new"
  }
}
