// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read

import java.io.{InterruptedIOException, UncheckedIOException}
import java.nio.charset.StandardCharsets.UTF_8

import scala.util.Random

import io.pravega.connectors.spark.client.{ClientFixture, DataLossException, PravegaException, SegmentTail}
import io.pravega.connectors.spark.client.connection.Connection
import io.pravega.connectors.spark.stream.{SegmentSlice, StreamId}
import org.scalatest.concurrent.TimeLimits
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

class RemoteEventsSuite extends AnyFunSuite with ClientFixture with Matchers with TimeLimits {

  private val Header = 8

  private def slice(stream: String, from: Long, to: Long): SegmentSlice = new SegmentSlice(id(stream), 0, from, to)

  /** Offset and payload of each event. */
  private def read(slice: SegmentSlice): Seq[(Long, Seq[Byte])] = {
    val cursor = client.events.open(slice)
    try Iterator.continually(cursor).takeWhile(_.next())
      .map(c => (c.offset, c.array.slice(c.position, c.position + c.length).toSeq)).toVector
    finally cursor.close()
  }

  private def texts(slice: SegmentSlice): Seq[String] = read(slice).map(e => new String(e._2.toArray, UTF_8))

  private def filled(payloads: Seq[Array[Byte]]): (String, Seq[Long]) = {
    val stream = newStream()
    writeBytes(stream, payloads.map((null, _)))
    (stream, payloads.scanLeft(0L)((offset, payload) => offset + Header + payload.length))
  }

  private lazy val random = new Random(7)

  private def payload(size: Int): Array[Byte] = {
    val bytes = new Array[Byte](size)
    random.nextBytes(bytes)
    bytes
  }

  /** Three megabytes of events of all sizes, an empty one among them, so that many lie across two reads. */
  private lazy val (mixed, mixedBoundaries, mixedPayloads) = {
    val payloads = payload(0) +: Seq.fill(4000)(payload(random.nextInt(1500)))
    val (stream, boundaries) = filled(payloads)
    (stream, boundaries, payloads)
  }

  test("every event is read once, in order, with its offset") {
    read(slice(mixed, 0, mixedBoundaries.last)) shouldBe mixedBoundaries.zip(mixedPayloads.map(_.toSeq))
  }

  test("a slice gives its own events only") {
    read(slice(mixed, mixedBoundaries(100), mixedBoundaries(3000))).map(_._1) shouldBe mixedBoundaries.slice(100, 3000)
    read(slice(mixed, mixedBoundaries(100), mixedBoundaries(100))) shouldBe empty
  }

  test("events of eight megabytes are read, with small ones around them") {
    val payloads = Seq(10, 8 * 1024 * 1024, 10, 5 * 1024 * 1024, 8 * 1024 * 1024, 1).map(payload)
    val (stream, boundaries) = filled(payloads)
    read(slice(stream, 0, boundaries.last)) shouldBe boundaries.zip(payloads.map(_.toSeq))
  }

  test("next keeps saying no at the end") {
    val (stream, boundaries) = filled(Seq(payload(3)))
    val cursor = client.events.open(slice(stream, 0, boundaries.last))
    cursor.next() shouldBe true
    cursor.next() shouldBe false
    cursor.next() shouldBe false
    cursor.close()
    cursor.close()
  }

  test("a sealed segment is read to its end") {
    val stream = newStream()
    writeEvents(stream, "one", "two")
    sealStream(stream)
    texts(slice(stream, 0, 22)) shouldBe Seq("one", "two")
  }

  test("truncated bytes are data loss that names stream, segment and offsets") {
    val stream = newStream()
    writeEvents(stream, "one")
    truncateStream(stream, tailCut(stream))
    writeEvents(stream, "two")
    val e = the[DataLossException] thrownBy texts(slice(stream, 0, 22))
    e.getMessage shouldBe s"Cannot read segment 0.#epoch.0 of stream $scope/$stream at offset 0: " +
      "it was truncated up to offset 11"
    texts(slice(stream, 11, 22)) shouldBe Seq("two")
  }

  test("a segment truncated while it is being read is data loss after what was read") {
    val payloads = Seq.fill(12)(payload(1024 * 1024))
    val (stream, boundaries) = filled(payloads)
    val cursor = client.events.open(slice(stream, 0, boundaries.last))
    cursor.next() shouldBe true
    truncateStream(stream, tailCut(stream))
    a[DataLossException] should be thrownBy Iterator.continually(cursor.next()).takeWhile(identity).size
    cursor.close()
  }

  test("a segment that does not exist is data loss") {
    val (stream, boundaries) = filled(Seq(payload(3)))
    deleteStream(stream)
    val e = the[DataLossException] thrownBy read(slice(stream, 0, boundaries.last))
    e.getMessage shouldBe s"Cannot read segment 0.#epoch.0 of stream $scope/$stream at offset 0: " +
      "it was truncated away, or its stream was deleted"
    a[DataLossException] should be thrownBy read(new SegmentSlice(new StreamId(scope, "nothing"), 0, 0, 10))
  }

  test("a segment that ends before the slice does is an error, never a short answer") {
    val stream = newStream()
    writeEvents(stream, "one")
    sealStream(stream)
    val e = the[DataLossException] thrownBy texts(slice(stream, 0, 33))
    e.getMessage shouldBe s"Cannot read segment 0.#epoch.0 of stream $scope/$stream at offset 11: " +
      "the segment ends there, but more was asked for"
  }

  test("an open segment that is shorter than the slice is an error, too, and soon") {
    val stream = newStream()
    writeEvents(stream, "one")
    val e = failAfter(40.seconds)(the[DataLossException] thrownBy texts(slice(stream, 0, 33)))
    e.getMessage shouldBe s"Cannot read segment 0.#epoch.0 of stream $scope/$stream at offset 11: " +
      "the segment ends there, but more was asked for"
  }

  private def follow(stream: String, from: Long = 0)(body: SegmentTail => Unit): Unit = {
    val slice = SegmentSlice.openEnded(id(stream), 0, from)
    val tail = client.events.follow(slice, () => tails.synchronized(tails.notifyAll()))
    try body(tail) finally tail.close()
  }

  private val tails = new Object

  /** Waits for news until the question has an answer. */
  private def awaited(question: => Boolean): Unit = failAfter(30.seconds)(tails.synchronized {
    while (!question) tails.wait(1000)
  })

  test("a tail gives events as they are written, those in pieces put together, and then the segment's end") {
    val stream = newStream()
    follow(stream) { tail =>
      tail.next() shouldBe false
      val payloads = Seq(3, 8 * 1024 * 1024, 0, 1024 * 1024, 7).map(payload)
      payloads.foreach { written =>
        val begin = tail.nextOffset
        writeBytes(stream, Seq((null, written)))
        awaited(tail.next())
        tail.array.slice(tail.position, tail.position + tail.length) shouldBe written
        tail.offset shouldBe begin
        tail.nextOffset shouldBe begin + Header + written.length
      }
      tail.isAtEnd shouldBe false
      sealStream(stream)
      awaited(!tail.next() && tail.isAtEnd)
    }
  }

  test("a tail that nothing is written to for longer than a request may take goes on") {
    val stream = newStream()
    follow(stream) { tail =>
      Thread.sleep(Connection.REQUEST_TIMEOUT.plusSeconds(2).toMillis)
      writeEvents(stream, "late")
      awaited(tail.next())
      tail.length shouldBe 4
    }
  }

  test("a tail from behind a sealed segment's last event is at its end; from before what was truncated it is loss") {
    val stream = newStream()
    writeEvents(stream, "one")
    truncateStream(stream, tailCut(stream))
    follow(stream)(tail => a[DataLossException] should be thrownBy awaited(tail.next()))
    sealStream(stream)
    follow(stream, from = 11) { tail =>
      awaited(tail.isAtEnd)
      tail.next() shouldBe false
    }
  }

  test("a start inside an event is an error") {
    val (stream, boundaries) = filled(Seq.fill(3)(payload(100)))
    val e = the[PravegaException] thrownBy read(slice(stream, 5, boundaries.last))
    e.getMessage should include("no event begins at offset 5")
  }

  test("bytes that look like an event of two gigabytes are an error, before room is made for it") {
    val (stream, boundaries) = filled(Seq(Array[Byte](0, 0, 0, 0, 127, -1, -1, -1, 1, 2, 3)))
    val e = the[PravegaException] thrownBy read(slice(stream, Header, boundaries.last))
    e.getMessage should include("no event begins at offset 8 and ends within")
  }

  test("an end inside an event is an error") {
    val (stream, boundaries) = filled(Seq.fill(3)(payload(100)))
    for (end <- Seq(boundaries.last - 1, boundaries(2) + 3)) {
      val e = the[PravegaException] thrownBy read(slice(stream, 0, end))
      e.getMessage should include(s"no event begins at offset ${boundaries(2)} and ends within")
    }
  }

  test("an interrupted reader stops, even with its bytes at hand, and stays interrupted") {
    // Two reads' worth: the second is there by the time another reader has had all.
    val short = slice(mixed, 0, mixedBoundaries.takeWhile(_ < 1500000).last)
    val cursor = client.events.open(short)
    cursor.next() shouldBe true
    read(short)
    Thread.currentThread.interrupt()
    val e = the[UncheckedIOException] thrownBy Iterator.continually(cursor.next()).takeWhile(identity).size
    Thread.interrupted() shouldBe true
    e.getCause shouldBe an[InterruptedIOException]
    cursor.close()
  }

  test("a cursor can be closed before its bytes arrive, and others go on") {
    for (_ <- 1 to 50) client.events.open(slice(mixed, 0, mixedBoundaries.last)).close()
    read(slice(mixed, 0, mixedBoundaries.last)) should have size mixedPayloads.size
  }

  test("boundaries are found for every limit") {
    val end = mixedBoundaries.last
    val limits = Seq(1L, 8L, 9L, 1000L, end / 3, end - 1, end, end + 1, Long.MaxValue / 2) ++
      Seq.fill(30)(1L + (random.nextDouble() * end).toLong)
    for (limit <- limits) {
      val expected = mixedBoundaries.tail.takeWhile(_ <= limit).lastOption.getOrElse(mixedBoundaries(1))
      client.events.boundaryWithin(slice(mixed, 0, end), limit) shouldBe expected
    }
  }

  test("boundaries are counted from the slice's start") {
    val from = mixedBoundaries(1000)
    client.events.boundaryWithin(slice(mixed, from, mixedBoundaries.last), mixedBoundaries(2000) - from) shouldBe
      mixedBoundaries(2000)
  }

  test("boundaries of large events are found, small ones among them, and a first event beyond the limit passes") {
    val payloads = Seq(3000000, 3000000, 10, 20, 3000000, 30, 500000, 500000, 8 * 1024 * 1024, 1, 2).map(payload)
    val (stream, boundaries) = filled(payloads)
    for (limit <- boundaries.tail.flatMap(b => Seq(b - 1, b, b + 1))) {
      val expected = boundaries.tail.takeWhile(_ <= limit).lastOption.getOrElse(boundaries(1))
      client.events.boundaryWithin(slice(stream, 0, boundaries.last), limit) shouldBe expected
    }
  }

  test("the boundaries of an empty slice are its end, those of a truncated one are data loss") {
    val stream = newStream()
    client.events.boundaryWithin(slice(stream, 0, 0), 1) shouldBe 0
    writeEvents(stream, "one", "two")
    truncateStream(stream, tailCut(stream))
    a[DataLossException] should be thrownBy client.events.boundaryWithin(slice(stream, 0, 22), 11)
  }
}
