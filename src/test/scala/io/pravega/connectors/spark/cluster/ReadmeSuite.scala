// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.cluster

import io.pravega.connectors.spark.docs.Document
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class ReadmeSuite extends AnyFunSuite with Matchers {

  test("the table of compatibility is what is tested") {
    val rows = Matrix.cells.groupBy(_.spark).toSeq.sortBy(_._1).map { case (spark, cells) =>
      s"| $spark | ${cells.map(_.scala).distinct.sorted.mkString(", ")} | " +
        s"${cells.map(_.java).distinct.sorted.mkString(", ")} |"
    }
    Document.readme.marked("compatibility") shouldBe
      ("| Spark | Scala | Java |" +: "|---|---|---|" +: rows).mkString("\n")
  }
}
