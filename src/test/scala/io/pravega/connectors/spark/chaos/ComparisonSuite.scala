// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class ComparisonSuite extends AnyFunSuite with Matchers {

  private val written = Map("a" -> 3L, "b" -> 2L)

  test("keys may be mixed") {
    Comparison.of(written, Seq("a:0", "b:0", "a:1", "b:1", "a:2")).isFlawless shouldBe true
  }

  test("what is missing, doubled or late is found") {
    val found = Comparison.of(written, Seq("a:0", "a:2", "a:1", "a:2", "b:1"))
    found shouldBe Comparison(lost = Seq("b" -> 0), twice = Seq("a" -> 2), outOfOrder = Seq("a" -> 1))
    found.filter(_._1 == "b") shouldBe Comparison(Seq("b" -> 0), Nil, Nil)
  }

  test("an empty sink has lost all") {
    Comparison.of(written, Nil).lost should have size 5
  }
}
