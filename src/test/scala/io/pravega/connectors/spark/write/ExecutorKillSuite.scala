// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import io.pravega.connectors.spark.testing.{ChildProcesses, KillTest}
import org.scalatest.concurrent.Eventually._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.time.SpanSugar._

@KillTest
class ExecutorKillSuite extends AnyFunSuite with KillFixture {

  test(s"executors killed $kills times, with speculation on, lose and repeat no event") {
    val copying = new Copying("executor", Map(
      "spark.master" -> "local-cluster[2,1,1024]",
      "spark.driver.host" -> "127.0.0.1",
      "spark.executor.extraClassPath" -> sys.props("java.class.path"),
      "spark.executor.memory" -> "512m",
      "spark.task.maxFailures" -> "50",
      "spark.deploy.maxExecutorRetries" -> "20",
      "spark.speculation" -> "true",
      "spark.speculation.interval" -> "50ms",
      "spark.speculation.multiplier" -> "1.2",
      "spark.speculation.quantile" -> "0.3",
      "spark.copy.slow" -> "600"))
    copying.feed(200)
    val driver = copying.start()
    try {
      copying.feedUntilCommit()
      for (_ <- 1 to kills) {
        copying.feedFor(500 + random.nextInt(2500))
        eventually(timeout(30.seconds)) {
          random.shuffle(ChildProcesses.executors(driver.toHandle)).head.destroyForcibly() shouldBe true
        }
      }
      copying.feedUntilCommit()
      withClue("the query failed: ")(driver.isAlive shouldBe true)
    } finally {
      driver.destroyForcibly()
      driver.waitFor()
    }
    copying.drain()
    copying.compare()
  }
}
