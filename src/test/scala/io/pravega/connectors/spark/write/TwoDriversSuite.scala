// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import java.nio.file.{Files, Path}

import io.pravega.connectors.spark.testing.KillTest
import org.apache.commons.io.FileUtils
import org.scalatest.concurrent.Eventually._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.time.SpanSugar._

@KillTest
class TwoDriversSuite extends AnyFunSuite with KillFixture {

  test("of two drivers on copies of one checkpoint one fails, and the other copies every event once") {
    val copying = new Copying("rivals", Map("spark.master" -> "local[2]"))
    copying.feed(100)
    val first = copying.start()
    copying.feedUntilCommit()
    // So that both have the same to do when they go on.
    eventually(timeout(60.seconds), interval(100.millis))(copying.isComplete shouldBe true)
    val checkpoint = Files.createTempDirectory("copied-checkpoint")
    // Temporary files come and go meanwhile.
    eventually(timeout(30.seconds))(FileUtils.copyDirectory(copying.checkpoint.toFile, checkpoint.toFile))
    val second = copying.start(at = checkpoint)
    try eventually(timeout(120.seconds), interval(10.millis)) {
      copying.feed(20)
      Seq(first, second).filterNot(_.isAlive) should not be empty
    } finally Seq(first, second).foreach(_.destroyForcibly().waitFor())
    val survivor: Path = if (first.exitValue() == killed) copying.checkpoint else checkpoint
    withClue("both failed: ")(Seq(first, second).map(_.exitValue()) should contain(killed))
    copying.drain(at = survivor)
    copying.compare(at = survivor)
  }

  private val killed = 128 + 9
}
