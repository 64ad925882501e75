// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan

import java.util.{Collections, Map => JavaMap, OptionalDouble}
import java.util.concurrent.Executor

import scala.collection.JavaConverters._
import scala.util.Random

import io.pravega.client.segment.impl.Segment
import io.pravega.client.state.{Revision, RevisionedStreamClient}
import io.pravega.client.stream.{Stream, TimeWindow}
import io.pravega.client.stream.impl.{SegmentWithRange, WatermarkReaderImpl}
import io.pravega.connectors.spark.client.{SegmentDescription, SegmentState, TimeMark}
import io.pravega.connectors.spark.read.FakeMarks
import io.pravega.connectors.spark.stream.{Cut, SegmentIds, SegmentSlice}
import io.pravega.shared.watermarks.{SegmentWithRange => MarkedSegment, Watermark}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** Bounds of event time by marks, compared with what Pravega's own reader of marks says. */
class PassedMarksSuite extends AnyFunSuite with Matchers {

  private val id = FakeMarks.Stream
  private val pravegaStream = Stream.of(id.scope, id.name)

  private def cut(offsets: (Long, Long)*): Cut =
    Cut.of(id, offsets.map { case (segment, offset) => Long.box(segment) -> Long.box(offset) }.toMap.asJava)

  private def slice(segment: Long, from: Long, to: Long) = new SegmentSlice(id, segment, from, to)

  /** The bounds at an offset, in milliseconds. */
  private def bounds(windows: TimeWindows, offset: Long, near: Int = 0): (Option[Long], Option[Long]) = {
    val window = windows.find(offset, near)
    def millis(micros: Long) = if (micros == TimeWindows.NONE) None else Some(micros / 1000)
    (millis(windows.lowerMicros(window)), millis(windows.upperMicros(window)))
  }

  /** A query over a stream whose segments have these parts of the key space. */
  private class Query(marks: FakeMarks, ranges: Map[Long, (Double, Double)] = Map.empty) {
    val passed = new PassedMarks(marks, () => ranges.toSeq.map { case (segment, (low, high)) =>
      new SegmentDescription(segment, OptionalDouble.of(low), OptionalDouble.of(high),
        new SegmentState(0, 0, false), Collections.emptySet[java.lang.Long])
    }.asJava)
  }

  private val whole = (0.0, 1.0)

  test("an event's bounds are those of the marks around it; at a mark it has passed the mark") {
    val marks = new FakeMarks
    marks.add(1000, 1500, 0L -> (100L -> whole))
    marks.add(2000, 2500, 0L -> (200L -> whole))
    marks.add(3000, 3500, 0L -> (300L -> whole))
    val windows = new Query(marks).passed.windows(Seq(slice(0, 0, 400)).asJava, cut(0L -> 0L), cut(0L -> 400L)).get(0L)
    bounds(windows, 0) shouldBe ((None, Some(1500)))
    bounds(windows, 99) shouldBe ((None, Some(1500)))
    bounds(windows, 100) shouldBe ((Some(1000), Some(2500)))
    bounds(windows, 299, near = 1) shouldBe ((Some(2000), Some(3500)))
    bounds(windows, 300, near = 3) shouldBe ((Some(3000), None))
    bounds(windows, 50, near = 3) shouldBe ((None, Some(1500)))
  }

  test("an idle stream's marks at one place leave the last lower and the first upper bound") {
    val marks = new FakeMarks
    for (time <- 1 to 5) marks.add(time * 1000, time * 1000, 0L -> (100L -> whole))
    val windows = new Query(marks).passed.windows(Seq(slice(0, 0, 200)).asJava, cut(0L -> 0L), cut(0L -> 200L)).get(0L)
    bounds(windows, 0) shouldBe ((None, Some(1000)))
    bounds(windows, 100) shouldBe ((Some(5000), None))
  }

  test("the lower bound waits for the segments that are behind at the end of the micro-batch") {
    val marks = new FakeMarks
    for (time <- 1 to 3) marks.add(time * 1000, time * 1000,
      0L -> (time * 100L -> (0.0, 0.5)), 1L -> (time * 100L -> (0.5, 1.0)))
    val query = new Query(marks)
    val first = query.passed.windows(Seq(slice(0, 0, 350), slice(1, 0, 150)).asJava, cut(0L -> 0L, 1L -> 0L),
      cut(0L -> 350L, 1L -> 150L))
    bounds(first.get(0L), 310) shouldBe ((Some(1000), None))
    bounds(first.get(1L), 120) shouldBe ((Some(1000), Some(2000)))
    val second = query.passed.windows(Seq(slice(0, 350, 400), slice(1, 150, 400)).asJava, cut(0L -> 350L, 1L -> 150L),
      cut(0L -> 400L, 1L -> 400L))
    bounds(second.get(1L), 150) shouldBe ((Some(1000), Some(2000)))
    bounds(second.get(1L), 250) shouldBe ((Some(2000), Some(3000)))
    bounds(second.get(0L), 350) shouldBe ((Some(3000), None))
  }

  test("marks that are passed for good are not read again, nor those far ahead") {
    val marks = new FakeMarks
    for (time <- 1 to 1000) marks.add(time, time, 0L -> (time * 100L -> whole))
    val query = new Query(marks)
    def read(from: Long, to: Long): Int = {
      val before = marks.marksRead
      query.passed.windows(Seq(slice(0, from, to)).asJava, cut(0L -> from), cut(0L -> to))
      marks.marksRead - before
    }
    read(0, 1000) shouldBe 10
    read(1000, 2000) shouldBe 20
    read(2000, 2100) should be <= 12
    read(2100, 2200) should be <= 3
  }

  test("the progress tells the time between the place that was read and the newest mark") {
    val marks = new FakeMarks
    val query = new Query(marks)
    query.passed.metrics(cut(0L -> 0L)) shouldBe Collections.emptyMap
    for (time <- 1 to 100) marks.add(time * 1000, time * 1000, 0L -> (time * 100L -> whole))
    query.passed.metrics(cut(0L -> 50L)) shouldBe Collections.emptyMap
    def behind(offset: Long) = query.passed.metrics(cut(0L -> offset)).get("timeBehindLatestMs")
    behind(1050) shouldBe "90000"
    behind(1150) shouldBe "89000"
    val before = marks.marksRead
    behind(1250) shouldBe "88000"
    marks.marksRead - before should be <= 4
    behind(10000) shouldBe "0"
    marks.add(105000, 105000, 0L -> (10100L -> whole))
    behind(10000) shouldBe "5000"
  }

  // ---- Pravega's own reader

  private def toPravega(mark: TimeMark): Watermark = {
    val offsets = mark.cut.offsets.asScala.map { case (segment, offset) =>
      val range = mark.ranges.get(segment)
      new MarkedSegment(segment, range.low, range.high) -> offset
    }
    new Watermark(mark.lowerMillis, mark.upperMillis, offsets.asJava)
  }

  private class PravegaReader(marks: Seq[TimeMark]) {
    private val client = java.lang.reflect.Proxy.newProxyInstance(getClass.getClassLoader,
      Array(classOf[RevisionedStreamClient[_]]), (_: Any, method: java.lang.reflect.Method, args: Array[AnyRef]) =>
        method.getName match {
          case "fetchOldestRevision" => Place(0)
          case "readFrom" =>
            val from = args(0).asInstanceOf[Place].index
            marks.zipWithIndex.drop(from).map { case (mark, i) =>
              new java.util.AbstractMap.SimpleEntry[Revision, Watermark](Place(i + 1), toPravega(mark))
            }.iterator.asJava
        }).asInstanceOf[RevisionedStreamClient[Watermark]]

    def window(position: Map[Long, (Long, (Double, Double))]): TimeWindow = {
      val reader = new WatermarkReaderImpl(pravegaStream, client, ((task: Runnable) => task.run()): Executor)
      val positions: JavaMap[SegmentWithRange, java.lang.Long] = position.map { case (segment, (offset, (low, high))) =>
        new SegmentWithRange(new Segment(id.scope, id.name, segment), low, high) -> Long.box(offset)
      }.asJava
      reader.advanceTo(positions)
      reader.getTimeWindow
    }
  }

  private case class Place(index: Int) extends Revision {
    override def asImpl = throw new UnsupportedOperationException
    override def compareTo(other: Revision): Int = index.compareTo(other.asInstanceOf[Place].index)
  }

  /** A stream that is written, split and merged, and marked now and then. */
  private class History(random: Random) {
    var ranges: Map[Long, (Double, Double)] = Map(0L -> ((0.0, 0.5)), 1L -> ((0.5, 1.0)))
    /** How far each segment, open or sealed, was written. */
    var ends: Map[Long, Long] = Map(0L -> 0L, 1L -> 0L)
    private var open = Vector(0L, 1L)
    private var epoch, number, time = 1
    val marks = new FakeMarks
    var cuts: Vector[Map[Long, Long]] = Vector(ends)

    private def next(range: (Double, Double)): Long = {
      number += 1
      val segment = SegmentIds.of(number, epoch)
      ranges += segment -> range
      ends += segment -> 0L
      segment
    }

    def step(): Unit = random.nextInt(8) match {
      case 0 if open.size < 6 =>
        epoch += 1
        val old = open(random.nextInt(open.size))
        val (low, high) = ranges(old)
        open = open.filter(_ != old) ++ Seq(next((low, (low + high) / 2)), next(((low + high) / 2, high)))
      case 1 if open.size > 1 =>
        epoch += 1
        val sorted = open.sortBy(ranges(_)._1)
        val i = random.nextInt(sorted.size - 1)
        val (one, other) = (sorted(i), sorted(i + 1))
        open = open.filter(s => s != one && s != other) :+ next((ranges(one)._1, ranges(other)._2))
      case 2 | 3 =>
        time += 1 + random.nextInt(3)
        marks.add(time, time + random.nextInt(3), open.map(s => s -> (ends(s) -> ranges(s))): _*)
      case _ => ends += { val s = open(random.nextInt(open.size)); s -> (ends(s) + 10 * random.nextInt(3)) }
    }

    def tail: Map[Long, Long] = open.map(s => s -> ends(s)).toMap
  }

  test("bounds are what Pravega's reader of marks says, whatever splits and merges there are") {
    val seed = Random.nextInt()
    val random = new Random(seed)
    for (round <- 1 to 300) withClue(s"seed $seed, round $round: ") {
      val history = new History(random)
      (1 to 5 + random.nextInt(60)).foreach(_ => history.step())
      val reader = new PravegaReader(history.marks.marks)
      val query = new Query(history.marks, history.ranges)
      val slices = history.ends.toSeq.filter(_._2 > 0).map { case (segment, end) => slice(segment, 0, end) }
      val tail = history.tail
      val windows = query.passed.windows(slices.asJava, cut(0L -> 0L, 1L -> 0L), cut(tail.toSeq: _*))
      for (slice <- slices; offset <- slice.startOffset until slice.endOffset by 10) {
        val segment = slice.segmentId
        def expected(place: Map[Long, Long]) =
          reader.window(place.map { case (s, o) => s -> (o -> history.ranges(s)) })
        val here = expected(Map(segment -> offset))
        val atEnd = expected(tail).getLowerTimeBound
        val lower = Seq(here.getLowerTimeBound, atEnd).filter(_ != null).map(_.longValue)
        withClue(s"segment ${SegmentIds.describe(segment)}, offset $offset: ") {
          bounds(windows.get(segment), offset, random.nextInt(3)) shouldBe
            ((if (lower.size == 2) Some(lower.min) else None, Option(here.getUpperTimeBound).map(_.longValue)))
        }
      }
    }
  }
}
