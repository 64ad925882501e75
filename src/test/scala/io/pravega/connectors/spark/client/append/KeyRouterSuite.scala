// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.append

import java.util.TreeMap

import scala.util.Random

import io.pravega.client.segment.impl.Segment
import io.pravega.client.stream.impl.{SegmentWithRange, StreamSegments}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class KeyRouterSuite extends AnyFunSuite with Matchers {

  private val segments = {
    val ranges = new TreeMap[java.lang.Double, SegmentWithRange]
    (0 until 7).foreach { i =>
      ranges.put((i + 1) / 7.0, new SegmentWithRange(new Segment("scope", "stream", i), i / 7.0, (i + 1) / 7.0))
    }
    new StreamSegments(ranges)
  }

  private def routes = new KeyRouter[Segment](segments.getSegmentForKey(_: Double))

  test("a key leads where Pravega's own writers send it") {
    val random = new Random(7)
    // More keys than are remembered, each of them more than once.
    val keys = Seq.fill(20000)(random.alphanumeric.take(random.nextInt(12)).mkString) ++ Seq("", "ä", "\ud83d\ude00")
    val tested = routes
    (keys ++ keys ++ keys.take(100)).foreach { key =>
      withClue(key)(tested.find(key).target shouldBe segments.getSegmentForKey(key))
    }
  }

  test("what was remembered can be forgotten") {
    var answer = "old"
    val tested = new KeyRouter[String]((_: Double) => answer)
    tested.find("key").target shouldBe "old"
    answer = "new"
    tested.find("key").target shouldBe "old"
    tested.forget()
    tested.find("key").target shouldBe "new"
  }
}
