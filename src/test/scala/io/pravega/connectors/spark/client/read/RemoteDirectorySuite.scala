// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read

import java.time.Duration

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.client.{ClientFixture, DataLossException, PravegaException, SegmentState, StreamDirectory}
import io.pravega.connectors.spark.stream.{Cut, CutRange, SegmentIds, SegmentSlice, StreamId}
import org.scalatest.concurrent.TimeLimits
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

class RemoteDirectorySuite extends AnyFunSuite with ClientFixture with Matchers with TimeLimits {

  private def directory(stream: String): StreamDirectory = client.directory(id(stream))

  private def cut(stream: String, positions: (Long, Long)*): Cut =
    Cut.of(id(stream), positions.map { case (segment, offset) => Long.box(segment) -> Long.box(offset) }.toMap.asJava)

  private def segment(number: Int, epoch: Int): Long = SegmentIds.of(number, epoch)

  private def slices(stream: String, from: Cut, to: Cut): Seq[SegmentSlice] =
    directory(stream).slices(new CutRange(from, to)).asScala

  private def everything(stream: String): Seq[SegmentSlice] =
    slices(stream, directory(stream).head, directory(stream).tail)

  private def slice(stream: String, segment: Long, from: Long, to: Long): SegmentSlice =
    new SegmentSlice(id(stream), segment, from, to)

  /** Segment 0 with "one", sealed; its successors 1 and 2 with "two" in 2. */
  private def scaledStream(): String = {
    val stream = newStream()
    writeEvents(stream, "one")
    scaleTo(stream, 2)
    writeKeyed(stream, (0 until 20).map(i => (s"k$i", "two")): _*)
    stream
  }

  test("head and tail of an empty, a filled, a truncated stream") {
    val stream = newStream()
    directory(stream).head shouldBe cut(stream, 0L -> 0L)
    directory(stream).tail shouldBe cut(stream, 0L -> 0L)
    writeEvents(stream, "12345")
    directory(stream).tail shouldBe cut(stream, 0L -> 13L)
    truncateStream(stream, tailCut(stream))
    directory(stream).head shouldBe cut(stream, 0L -> 13L)
    everything(stream) shouldBe empty
  }

  test("a range within the same segments needs no server") {
    val nowhere = cut("never-created", 0L -> 10L, 1L -> 5L)
    slices("never-created", nowhere, cut("never-created", 0L -> 30L, 1L -> 5L)) shouldBe
      Seq(slice("never-created", 0, 10, 30))
  }

  test("slices across a scale come in order of the segments, without empty ones") {
    val stream = scaledStream()
    val tail = Cut.parse(tailCut(stream))
    everything(stream) shouldBe
      slice(stream, 0, 0, 11) +: tail.offsets.asScala.toSeq.map(p => slice(stream, p._1, 0, p._2))
    // From the end of the first segment on, it has nothing to give.
    slices(stream, cut(stream, 0L -> 11L), tail).map(_.segmentId) shouldBe tail.segments.asScala.toSeq
  }

  test("slices across several scales hold each event once") {
    val stream = newStream(segments = 2)
    var written = 0
    def write(): Unit = {
      writeKeyed(stream, (0 until 50).map(i => (s"k$i", "x")): _*)
      written += 50
    }
    write()
    splitSegment(stream, 0)
    write()
    mergeSegments(stream, segment(2, 1), segment(3, 1))
    val middle = directory(stream).tail
    write()
    scaleTo(stream, 3)
    write()
    val all = everything(stream)
    all.map(_.segmentId) shouldBe sorted
    all.map(_.bytes).sum shouldBe written * 9
    val halves = slices(stream, directory(stream).head, middle) ++ slices(stream, middle, directory(stream).tail)
    halves.map(_.bytes).sum shouldBe written * 9
  }

  test("a sealed stream ends where its last segments end") {
    val stream = scaledStream()
    val tail = Cut.parse(tailCut(stream))
    sealStream(stream)
    directory(stream).tail shouldBe tail
    everything(stream).map(_.bytes).sum shouldBe 11 + 20 * 11
  }

  test("a sealed stream that was never scaled, or is empty, has a tail too") {
    val stream = newStream(segments = 2)
    sealStream(stream)
    directory(stream).tail shouldBe cut(stream, 0L -> 0L, 1L -> 0L)
    everything(stream) shouldBe empty
  }

  test("states of segments: open, sealed, truncated, gone") {
    val stream = scaledStream()
    val open = Cut.parse(tailCut(stream)).offsets.asScala
    val (successor, length) = open.head
    def states(segments: Long*): Map[Long, SegmentState] =
      directory(stream).states(segments.map(Long.box).toSet.asJava).asScala.map(s => s._1.longValue -> s._2).toMap
    states(0, successor) shouldBe Map(0L -> new SegmentState(0, 11, true),
      successor.longValue -> new SegmentState(0, length, false))
    truncateStream(stream, tailCut(stream))
    states(0, successor, 77) shouldBe Map(successor.longValue -> new SegmentState(length, length, false))
  }

  test("successors of a split, a merged, an open and a last segment") {
    val stream = newStream()
    def successors(segment: Long): Map[Long, Set[Long]] = directory(stream).successors(segment).asScala
      .map { case (next, before) => next.longValue -> before.asScala.map(_.longValue).toSet }.toMap
    successors(0) shouldBe empty
    splitSegment(stream, 0)
    successors(0) shouldBe Map(segment(1, 1) -> Set(0L), segment(2, 1) -> Set(0L))
    mergeSegments(stream, segment(1, 1), segment(2, 1))
    successors(segment(1, 1)) shouldBe Map(segment(3, 2) -> Set(segment(1, 1), segment(2, 1)))
    sealStream(stream)
    successors(segment(3, 2)) shouldBe empty
  }

  test("a range that starts before the head is data loss") {
    val stream = newStream()
    writeEvents(stream, "one")
    val old = directory(stream).head
    scaleTo(stream, 2)
    val later = directory(stream).tail
    truncateStream(stream, tailCut(stream))
    val e = the[DataLossException] thrownBy slices(stream, old, later)
    e.getMessage shouldBe s"Cannot read segment 0.#epoch.0 of stream $scope/$stream from offset 0: " +
      "it was truncated away, or the stream was deleted"
  }

  test("a segment truncated in part is data loss") {
    val stream = newStream()
    val head = directory(stream).head
    writeEvents(stream, "one")
    truncateStream(stream, tailCut(stream))
    writeEvents(stream, "two")
    scaleTo(stream, 2)
    val e = the[DataLossException] thrownBy slices(stream, head, directory(stream).tail)
    e.getMessage shouldBe s"Cannot read segment 0.#epoch.0 of stream $scope/$stream from offset 0: " +
      "it was truncated up to offset 11"
  }

  test("a segment in the middle of the range that was truncated away is data loss") {
    val stream = newStream(segments = 2)
    val head = directory(stream).head
    splitSegment(stream, 0)
    writeKeyed(stream, (0 until 20).map(i => (s"k$i", "x")): _*)
    mergeSegments(stream, segment(2, 1), segment(3, 1))
    val tail = directory(stream).tail
    // Past segments 2 and 3 but still in segment 1; segment 0, where the range starts, goes too.
    truncateStream(stream, cut(stream, 1L -> 0L, segment(4, 2) -> 0L).toText)
    a[DataLossException] should be thrownBy slices(stream, head, tail)
  }

  test("reversed cuts are refused at once") {
    val stream = scaledStream()
    val head = directory(stream).head
    val tail = directory(stream).tail
    val e = the[IllegalArgumentException] thrownBy slices(stream, tail, head)
    e.getMessage should startWith("Invalid range")
  }

  test("a stream that was deleted, or made anew, is data loss") {
    val stream = scaledStream()
    val head = directory(stream).head
    val tail = directory(stream).tail
    deleteStream(stream)
    a[DataLossException] should be thrownBy slices(stream, head, tail)
    createStream(stream, segments = 1)
    a[DataLossException] should be thrownBy slices(stream, head, tail)
    a[DataLossException] should be thrownBy slices(stream, head, directory(stream).tail)
    // Its epochs begin at 0 again, so that its end looks as if it came before.
    a[DataLossException] should be thrownBy slices(stream, tail, directory(stream).tail)
  }

  test("a stream that does not exist has no head and no tail, and the error says so") {
    val nothing = client.directory(new StreamId(scope, "nothing"))
    (the[PravegaException] thrownBy nothing.head).getMessage shouldBe
      s"Cannot find the head of stream $scope/nothing: it does not exist"
    (the[PravegaException] thrownBy nothing.tail).getMessage shouldBe
      s"Cannot find the tail of stream $scope/nothing: it does not exist"
  }

  test("cuts of which one half is reversed are refused soon, with the names of the options") {
    val stream = newStream(segments = 3)
    splitSegment(stream, 1)
    splitSegment(stream, 0)
    val from = cut(stream, 0L -> 0L, 2L -> 0L, segment(3, 1) -> 0L, segment(4, 1) -> 0L)
    val to = cut(stream, 1L -> 0L, 2L -> 0L, segment(5, 2) -> 0L, segment(6, 2) -> 0L)
    val e = failAfter(20.seconds)(the[IllegalArgumentException] thrownBy slices(stream, from, to))
    e.getMessage shouldBe s"Invalid range from start_stream_cut '$from' to end_stream_cut '$to': " +
      "expected the end not to lie before the start"
  }

  test("a segment of which the range takes nothing may have been truncated away") {
    val stream = newStream(segments = 2)
    writeKeyed(stream, (0 until 20).map(i => (s"k$i", "x")): _*)
    val written = directory(stream).tail
    splitSegment(stream, 0)
    splitSegment(stream, 1)
    writeKeyed(stream, (0 until 20).map(i => (s"k$i", "y")): _*)
    val tail = directory(stream).tail
    val read = written.offset(0).getAsLong
    val from = cut(stream, 0L -> read, 1L -> 0L)
    val to = cut(stream, 0L -> read, segment(4, 2) -> tail.offset(segment(4, 2)).getAsLong,
      segment(5, 2) -> tail.offset(segment(5, 2)).getAsLong)
    val expected = slices(stream, from, to)
    expected should not be empty
    truncateStream(stream, cut(stream, 1L -> 0L, segment(2, 1) -> 0L, segment(3, 1) -> 0L).toText)
    slices(stream, from, to) shouldBe expected
  }
}
