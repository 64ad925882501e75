// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import org.scalatest.concurrent.Eventually._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

@ChaosTest
class DistributedPravegaSuite extends AnyFunSuite with Matchers with ClusterFixture {

  test("events survive the death of every store, and of ZooKeeper") {
    val stream = newStream(segments = 8)
    writeKeyed(stream, "k1" -> "a", "k2" -> "b")
    for (role <- Seq(Role.STORE, Role.ZOOKEEPER); index <- 0 until role.count) {
      cluster.kill(role, index)
      cluster.isAlive(role, index) shouldBe false
    }
    for (role <- Seq(Role.ZOOKEEPER, Role.STORE); index <- 0 until role.count) cluster.restart(role, index)
    awaitWhole()
    readAll(stream) should contain theSameElementsAs Seq("a", "b")
  }

  test("a store that is paused loses its containers to the other, and gets some when it goes on") {
    awaitWhole()
    cluster.pause(Role.STORE, 0)
    eventually(timeout(40.seconds), interval(200.millis)) {
      serving shouldBe Set(1)
    }
    cluster.isAlive(Role.STORE, 0) shouldBe true
    cluster.resume(Role.STORE, 0)
    awaitWhole()
  }
}
