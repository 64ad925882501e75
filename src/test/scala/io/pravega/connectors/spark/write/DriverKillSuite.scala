// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import java.util.concurrent.TimeUnit

import io.pravega.connectors.spark.testing.KillTest
import org.scalatest.funsuite.AnyFunSuite

@KillTest
class DriverKillSuite extends AnyFunSuite with KillFixture {

  for ((what, streams) <- Seq("a stream" -> 1, "two streams into two" -> 2)) {
    test(s"a driver that copies $what, and is killed $kills times, copies every event once, each key's in order") {
      val copying = new Copying(s"driver-$streams", Map("spark.master" -> "local[2]"), streams)
      for (_ <- 1 to kills) {
        copying.feed(100)
        val driver = copying.start()
        copying.scale()
        random.nextInt(3) match {
          case 0 => // While it starts and completes what was left.
            copying.feedFor(random.nextInt(5000))
          case 1 => // While it is at work.
            copying.feedUntilCommit()
            copying.feedFor(random.nextInt(2000))
          case 2 => // In the middle of a commit.
            copying.feedUntilCommitting()
            Thread.sleep(random.nextInt(150))
        }
        driver.destroyForcibly()
        driver.waitFor(10, TimeUnit.SECONDS) shouldBe true
      }
      copying.drain()
      copying.compare()
    }
  }
}
