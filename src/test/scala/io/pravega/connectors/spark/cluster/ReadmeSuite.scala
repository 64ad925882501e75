// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.cluster

import java.nio.charset.StandardCharsets.UTF_8

import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class ReadmeSuite extends AnyFunSuite with Matchers {

  test("the table of compatibility is what is tested") {
    val rows = Matrix.cells.groupBy(_.spark).toSeq.sortBy(_._1).map { case (spark, cells) =>
      s"| $spark | ${cells.map(_.scala).distinct.sorted.mkString(", ")} | " +
        s"${cells.map(_.java).distinct.sorted.mkString(", ")} |"
    }
    Readme.marked("compatibility") shouldBe
      ("| Spark | Scala | Java |" +: "|---|---|---|" +: rows).mkString("\n")
  }

  test("its Python is Python") {
    val blocks = Readme.blocks("python")
    blocks should not be empty
    blocks.foreach { block =>
      val python = new ProcessBuilder("python3", "-c", "import ast, sys; ast.parse(sys.stdin.read())")
        .redirectErrorStream(true).start()
      python.getOutputStream.write(block.getBytes(UTF_8))
      python.getOutputStream.close()
      val said = new String(python.getInputStream.readAllBytes(), UTF_8)
      withClue(said)(python.waitFor() shouldBe 0)
    }
  }
}
