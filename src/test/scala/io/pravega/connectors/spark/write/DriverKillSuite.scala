// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import java.util.concurrent.TimeUnit

import io.pravega.connectors.spark.testing.KillTest
import org.scalatest.funsuite.AnyFunSuite

@KillTest
class DriverKillSuite extends AnyFunSuite with KillFixture {

  test(s"a driver that is killed $kills times copies every event once") {
    val copying = new Copying("driver", Map("spark.master" -> "local[2]"))
    for (_ <- 1 to kills) {
      copying.feed(100)
      val driver = copying.start()
      // In half of the runs while it starts and repeats what was left, in the others while it is at work.
      if (random.nextBoolean()) copying.feedUntilCommit()
      copying.feedFor(random.nextInt(2000))
      driver.destroyForcibly()
      driver.waitFor(10, TimeUnit.SECONDS) shouldBe true
    }
    copying.drain()
    copying.compare()
  }
}
