// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.stream.{Cut, CutRange, SegmentIds, StreamId}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class CutOrderSuite extends AnyFunSuite with Matchers {

  private val stream = new StreamId("s", "a")

  private def cut(positions: ((Int, Int), Long)*): Cut = Cut.of(stream, positions.map {
    case ((number, epoch), offset) => Long.box(SegmentIds.of(number, epoch)) -> Long.box(offset)
  }.toMap.asJava)

  private def check(from: Cut, to: Cut): Unit = CutOrder.require(new CutRange(from, to))

  private val early = cut((0, 0) -> 10L, (1, 0) -> 10L)
  private val split = cut((1, 0) -> 20L, (2, 1) -> 0L, (3, 1) -> 5L)

  test("a range in order passes, an empty one too") {
    check(early, early)
    check(early, cut((0, 0) -> 11L, (1, 0) -> 10L))
    check(early, split)
    check(split, cut((4, 2) -> 0L))
  }

  test("a reversed range is refused, with the cuts") {
    for ((from, to) <- Seq(
        cut((0, 0) -> 11L, (1, 0) -> 10L) -> early,
        split -> early,
        cut((4, 2) -> 0L) -> split,
        early -> cut((1, 0) -> 9L, (2, 1) -> 0L, (3, 1) -> 5L),
        // One half ahead, one half behind.
        cut((0, 0) -> 5L, (1, 0) -> 5L) -> cut((0, 0) -> 4L, (1, 0) -> 6L))) {
      val e = the[IllegalArgumentException] thrownBy check(from, to)
      e.getMessage shouldBe s"Invalid range from start_stream_cut '$from' to end_stream_cut '$to': " +
        "expected the end not to lie before the start"
    }
  }

  test("cuts of which one leaves a part of the key space out are refused") {
    an[IllegalArgumentException] should be thrownBy check(early, cut((0, 0) -> 20L))
  }

  test("cuts that cross in the middle, which their ids do not tell, are refused by what follows a segment") {
    val following = Map(0 -> Set((5, 2), (6, 2)), 1 -> Set((3, 1), (4, 1)))
      .map { case (number, next) => SegmentIds.of(number, 0) -> next.map(s => Long.box(SegmentIds.of(s._1, s._2))) }
    def reach(from: Cut, to: Cut): Unit = CutOrder.requireReachable(new CutRange(from, to),
      segment => following.getOrElse(segment, Set.empty[java.lang.Long]).asJava)
    val from = cut((0, 0) -> 0L, (3, 1) -> 0L, (4, 1) -> 0L)
    val crossing = cut((5, 2) -> 0L, (6, 2) -> 0L, (1, 0) -> 0L)
    check(from, crossing)
    an[IllegalArgumentException] should be thrownBy reach(from, crossing)
    reach(cut((0, 0) -> 0L, (1, 0) -> 0L), cut((5, 2) -> 0L, (6, 2) -> 0L, (3, 1) -> 0L, (4, 1) -> 0L))
  }
}
