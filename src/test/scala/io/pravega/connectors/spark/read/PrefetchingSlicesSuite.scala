// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.client.DataLossException
import io.pravega.connectors.spark.stream.{Cut, CutRange, SegmentSlice}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class PrefetchingSlicesSuite extends AnyFunSuite with Matchers {

  private def streamOf(segments: Int, eventsEach: Int, size: Int = 10): FakeStream = {
    val stream = new FakeStream(segments, segments)
    for (_ <- 1 to eventsEach; key <- 0 until segments) stream.write(key, size)
    stream
  }

  private def slicesOf(stream: FakeStream) = stream.slices(new CutRange(stream.head, stream.tail))

  private def sequence(stream: FakeStream, slices: java.util.List[SegmentSlice], fail: Boolean = true) =
    new PrefetchingSlices(stream, _ => stream, slices, fail)

  private def read(sequence: PrefetchingSlices): Seq[(Long, Long)] =
    Iterator.continually(sequence.next()).takeWhile(_ != null).map(c => (sequence.slice.segmentId, c.offset)).toList

  private def truncate(stream: FakeStream, offset: Long): Unit =
    stream.truncate(Cut.of(stream.id, Map(Long.box(0) -> Long.box(offset)).asJava))

  test("all events of all slices, in order, and counted") {
    val stream = streamOf(segments = 3, eventsEach = 4)
    val events = sequence(stream, slicesOf(stream))
    read(events) shouldBe (for (s <- 0L to 2; i <- 0L to 3) yield (s, i * 10))
    (events.bytesRead, events.slicesRead, events.bytesSkipped) shouldBe ((120, 3, 0))
    events.next() shouldBe null
  }

  test("no slices, no events") {
    val stream = streamOf(segments = 1, eventsEach = 0)
    sequence(stream, slicesOf(stream)).next() shouldBe null
  }

  test("small slices are fetched ahead, not too many, and each is closed") {
    val stream = streamOf(segments = 40, eventsEach = 1)
    val events = sequence(stream, slicesOf(stream))
    events.next()
    stream.asked("open") shouldBe 17
    read(events) should have size 39
    events.close()
    (stream.asked("open"), stream.asked("close")) shouldBe ((40, 40))
  }

  test("after a large slice the next is opened shortly before its end") {
    val stream = streamOf(segments = 3, eventsEach = 4, size = 1000000)
    val events = sequence(stream, slicesOf(stream))
    (1 to 3).foreach { _ =>
      events.next()
      stream.asked("open") shouldBe 1
    }
    events.next()
    stream.asked("open") shouldBe 2
  }

  test("closed early, it gives up what was fetched ahead") {
    val stream = streamOf(segments = 5, eventsEach = 4)
    val events = sequence(stream, slicesOf(stream))
    events.next()
    events.bytesRead shouldBe 0
    events.close()
    stream.asked("close") shouldBe 5
  }

  test("truncated while being read: an error that names the option") {
    val stream = streamOf(segments = 1, eventsEach = 4)
    val events = sequence(stream, slicesOf(stream))
    events.next()
    truncate(stream, 30)
    intercept[DataLossException](events.next()).getMessage should include("fail_on_data_loss=false")
  }

  test("truncated while being read, and accepted: goes on behind it, and counts what was skipped") {
    val stream = streamOf(segments = 1, eventsEach = 5)
    val events = sequence(stream, slicesOf(stream), fail = false)
    events.next()
    truncate(stream, 30)
    read(events) shouldBe Seq((0L, 30L), (0L, 40L))
    (events.bytesRead, events.bytesSkipped) shouldBe ((30, 20))
  }

  test("truncated beyond the slice, and accepted: the slice is skipped") {
    val stream = streamOf(segments = 1, eventsEach = 5)
    val slices = Seq(new SegmentSlice(stream.id, 0, 0, 30)).asJava
    val events = sequence(stream, slices, fail = false)
    truncate(stream, 50)
    read(events) shouldBe Nil
    (events.bytesRead, events.bytesSkipped) shouldBe ((0, 30))
  }

  test("a segment that vanished, and accepted: its slice is skipped, the others are read") {
    val stream = streamOf(segments = 2, eventsEach = 1)
    val slices = slicesOf(stream)
    stream.rescale(1)
    stream.write(0, 10)
    val later = slicesOf(stream).asScala.last
    stream.truncate(Cut.of(stream.id, Map(Long.box(later.segmentId) -> Long.box(0)).asJava))
    val events = sequence(stream, (slices.asScala :+ later).asJava, fail = false)
    read(events) shouldBe Seq((later.segmentId, 0L))
    events.bytesSkipped shouldBe 20
  }
}
