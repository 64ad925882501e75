// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan

import scala.util.Random

import io.pravega.connectors.spark.read.FakeMarks
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class MarkSearchSuite extends AnyFunSuite with Matchers {

  private val all = (0.0, 1.0)

  private def marks(of: (Long, Long, Long)*): FakeMarks = {
    val marks = new FakeMarks
    of.foreach { case (lower, upper, offset) => marks.add(lower, upper, 0L -> (offset -> all)) }
    marks
  }

  private def start(millis: Long, marks: FakeMarks): Option[Long] =
    Option(MarkSearch.startOf(millis, marks).orElse(null)).map(_.offset(0).getAsLong)

  private def end(millis: Long, marks: FakeMarks): Option[Long] =
    Option(MarkSearch.endOf(millis, marks).orElse(null)).map(_.offset(0).getAsLong)

  test("without marks there is no start and no end") {
    start(5, marks()) shouldBe None
    end(5, marks()) shouldBe None
  }

  test("the start is the mark before the last one whose time is earlier") {
    val three = marks((10, 10, 100), (20, 20, 200), (30, 30, 300))
    start(10, three) shouldBe None
    start(20, three) shouldBe None
    start(21, three) shouldBe Some(100)
    start(30, three) shouldBe Some(100)
    start(31, three) shouldBe Some(200)
    start(1000, three) shouldBe Some(200)
  }

  test("the end is the first mark whose time is not earlier") {
    val three = marks((10, 10, 100), (20, 20, 200), (30, 30, 300))
    end(5, three) shouldBe Some(100)
    end(10, three) shouldBe Some(100)
    end(11, three) shouldBe Some(200)
    end(30, three) shouldBe Some(300)
    end(31, three) shouldBe None
  }

  test("a slow writer's events behind its note are not missed") {
    // One writer noted 10, then wrote something later than 60, before another one noted 50.
    start(60, marks((10, 50, 200))) shouldBe None
    start(60, marks((5, 5, 100), (10, 50, 200))) shouldBe Some(100)
    start(60, marks((5, 5, 100), (10, 50, 200), (20, 50, 210))) shouldBe Some(100)
    start(60, marks((5, 5, 100), (10, 50, 200), (51, 55, 220))) shouldBe Some(200)
  }

  test("a writer that came far and left counts for the start") {
    start(60, marks((5, 5, 100), (10, 80, 200), (20, 20, 300), (30, 30, 400))) shouldBe None
  }

  private case class Event(offset: Long, time: Long)

  /** Writers that write and note as they like, in their order of time, and a controller that makes marks of it. */
  private class Model(random: Random) {
    private val writers = 1 + random.nextInt(4)
    private val time, noted, position = Array.fill(writers)(0L)
    private var tail, lastLower, lastCut = 0L
    val marks = new FakeMarks
    var events = Vector.empty[Event]

    def step(): Unit = {
      val writer = random.nextInt(writers)
      random.nextInt(5) match {
        case 0 | 1 =>
          time(writer) += random.nextInt(20)
          events :+= Event(tail, time(writer))
          tail += 1
          position(writer) = tail
        case 2 | 3 => noted(writer) = time(writer)
          notedAt(writer) = position(writer)
        case _ => if (noted.min > lastLower) {
          lastLower = noted.min
          lastCut = math.max(lastCut, notedAt.max)
          marks.add(lastLower, noted.max, 0L -> (lastCut -> all))
        }
      }
    }

    private lazy val notedAt = Array.fill(writers)(0L)
  }

  test("nothing is missed by whatever writers in whatever order") {
    val seed = Random.nextInt()
    val random = new Random(seed)
    var found = 0
    for (round <- 1 to 2000) withClue(s"seed $seed, round $round: ") {
      val model = new Model(random)
      (1 to 20 + random.nextInt(150)).foreach(_ => model.step())
      val time = random.nextInt(150).toLong
      for (place <- start(time, model.marks)) {
        found += 1
        model.events.filter(_.time >= time).filter(_.offset < place) shouldBe empty
      }
      for (place <- end(time, model.marks)) {
        found += 1
        model.events.filter(_.time < time).filter(_.offset >= place) shouldBe empty
      }
    }
    found should be > 1000
  }
}
