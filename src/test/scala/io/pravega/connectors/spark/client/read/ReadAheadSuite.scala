// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read

import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class ReadAheadSuite extends AnyFunSuite with Matchers {

  /** How many reads are asked for when one takes so many ms there and back, and the consumer so many for one. */
  private def reads(trip: Int, work: Int): Int = {
    val ahead = new ReadAhead
    ahead.answered(trip * 1000000L)
    ahead.consumed(work * 1000000L)
    ahead.reads
  }

  test("while nothing is known, and while the consumer is the slower one, two reads are enough") {
    new ReadAhead().reads shouldBe 2
    reads(trip = 1, work = 5) shouldBe 2
    reads(trip = 4, work = 5) shouldBe 2
  }

  test("a trip is filled with what is consumed meanwhile, up to the limit") {
    reads(trip = 5, work = 5) shouldBe 3
    reads(trip = 12, work = 5) shouldBe 4
    reads(trip = 1000, work = 5) shouldBe 6
    reads(trip = 20, work = 0) shouldBe 6
  }

  test("an answer that had to wait for others does not lead to more reads") {
    val ahead = new ReadAhead
    for (trip <- Seq(5, 10, 20, 40)) ahead.answered(trip * 1000000L)
    ahead.consumed(5000000L)
    ahead.reads shouldBe 3
  }

  test("a consumer that slows down has less read ahead") {
    val ahead = new ReadAhead
    ahead.answered(20000000L)
    ahead.consumed(2000000L)
    ahead.reads shouldBe 6
    ahead.consumed(30000000L)
    ahead.reads shouldBe 2
  }
}
