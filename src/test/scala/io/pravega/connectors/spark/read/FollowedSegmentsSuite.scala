// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.util.Collections

import scala.collection.JavaConverters._
import scala.collection.mutable
import scala.util.Random

import io.pravega.connectors.spark.client.DataLossException
import io.pravega.connectors.spark.read.plan.{Frontier, ReadEnd}
import io.pravega.connectors.spark.stream.{Cut, SegmentSlice, StreamId}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class FollowedSegmentsSuite extends AnyFunSuite with Matchers {

  private def cut(stream: FakeStream, positions: Seq[FollowedSegments]): Cut =
    Cut.of(stream.id, positions.flatMap(_.positions.asScala)
      .map(slice => Long.box(slice.segmentId) -> Long.box(slice.startOffset)).toMap.asJava)

  /** Divides the segments of a cut among tasks, as the next batch begins. */
  private def begin(stream: FakeStream, at: Cut, tasks: Int, failOnDataLoss: Boolean = true): Seq[FollowedSegments] = {
    val frontier = new Frontier(stream, ReadEnd.NEVER, failOnDataLoss, at, Collections.emptyMap())
    frontier.advance()
    val slices = frontier.cut.offsets.asScala.toSeq.map { case (segment, offset) =>
      SegmentSlice.openEnded(stream.id, segment, offset)
    }.sortBy(_.segmentId)
    (0 until tasks).map(task => new FollowedSegments(stream, (_: StreamId) => stream,
      slices.zipWithIndex.collect { case (slice, i) if i % tasks == task => slice }.asJava, failOnDataLoss))
  }

  /** Reads what is there by now: the texts of events, which are key and number. */
  private def read(stream: FakeStream, task: FollowedSegments, most: Int = Int.MaxValue): Seq[String] = {
    stream.tellNews()
    Iterator.continually(task.next(0)).takeWhile(_ != null).take(most)
      .map(event => new String(event.array, event.position, event.length)).toList
  }

  test("whatever happens to the stream, each batch goes on where the last one ended, and each key stays in order") {
    (1 to 300).foreach { seed =>
      val random = new Random(seed)
      val stream = new FakeStream(keys = 8, segments = 1 + random.nextInt(4))
      val seen = mutable.ArrayBuffer.empty[String]
      var at = stream.head
      (1 to 6).foreach { _ =>
        val tasks = begin(stream, at, 1 + random.nextInt(3))
        (1 to 20).foreach { _ =>
          random.nextInt(8) match {
            case 0 => stream.scale(random)
            case 1 | 2 | 3 => stream.write(random.nextInt(8), 1 + random.nextInt(9))
            case _ => seen ++= read(stream, tasks(random.nextInt(tasks.size)), random.nextInt(5))
          }
        }
        at = cut(stream, tasks)
        withClue(s"seed $seed: ")(stream.isValid(at) shouldBe true)
        tasks.foreach(_.close())
      }
      // Merges wait for the next batch, and no stream was scaled more often than that.
      Iterator.from(1).takeWhile(_ <= 200 && seen.size < stream.written.size).foreach { _ =>
        val tasks = begin(stream, at, 1)
        seen ++= read(stream, tasks.head)
        at = cut(stream, tasks)
      }
      withClue(s"seed $seed: ") {
        seen.groupBy(_.takeWhile(_ != ':')).foreach { case (key, events) =>
          events shouldBe events.indices.map(n => s"$key:$n")
        }
        seen should have size stream.written.size
      }
    }
  }

  test("a split is followed within the batch") {
    val stream = new FakeStream(keys = 2, segments = 1)
    val task = begin(stream, stream.head, 1).head
    stream.write(0, 5)
    stream.rescale(2)
    stream.write(0, 5)
    stream.write(1, 5)
    read(stream, task).toSet shouldBe Set("0:0", "0:1", "1:0")
  }

  test("segments that are merged with those of another task wait for the next batch") {
    val stream = new FakeStream(keys = 2, segments = 2)
    val tasks = begin(stream, stream.head, 2)
    stream.write(0, 5)
    stream.rescale(1)
    stream.write(1, 5)
    tasks.flatMap(read(stream, _)) shouldBe Seq("0:0")
    val at = cut(stream, tasks)
    stream.isValid(at) shouldBe true
    begin(stream, at, 2).flatMap(read(stream, _)) shouldBe Seq("1:0")
  }

  test("a segment that has always something does not keep the others waiting") {
    val stream = new FakeStream(keys = 2, segments = 2)
    val task = begin(stream, stream.head, 1).head
    (1 to 5000).foreach(_ => stream.write(0, 1))
    read(stream, task, 10)
    stream.write(1, 1)
    read(stream, task, 4000) should contain ("1:0")
  }

  test("what was truncated before it was read is an error, or skipped and counted") {
    Seq(true, false).foreach { fail =>
      val stream = new FakeStream(keys = 1, segments = 1)
      val task = begin(stream, stream.head, 1, fail).head
      (1 to 3).foreach(_ => stream.write(0, 7))
      read(stream, task, 1) shouldBe Seq("0:0")
      stream.truncate(stream.tail)
      stream.write(0, 7)
      if (fail) intercept[DataLossException](read(stream, task)).getMessage should include ("fail_on_data_loss")
      else {
        read(stream, task) shouldBe Seq("0:3")
        task.bytesSkipped shouldBe 14
      }
    }
  }
}
