// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit

import java.nio.charset.StandardCharsets.UTF_8
import java.time.Duration
import java.util.UUID

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.client.{ClientFixture, Clock}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class OrderedCommitSuite extends AnyFunSuite with Matchers with ClientFixture {

  test("transactions become visible in order though the stream was scaled between their beginnings") {
    val stream = newStream()
    val transactions = client.transactions(id(stream), Duration.ofSeconds(60))
    def begin(event: Int): UUID = {
      val writer = transactions.begin()
      val bytes = f"$event%02d".getBytes(UTF_8)
      try {
        writer.write("key", bytes, 0, bytes.length)
        writer.flush()
        writer.transactionId.get
      } finally writer.close()
    }
    // One of the later partitions is sorted first, and begins before the stream is scaled.
    val early = begin(6)
    scaleTo(stream, 1)
    val ids = (0 until 10).map(i => if (i == 6) early else begin(i))
    val group = new TransactionGroup(transactions, true, Clock.SYSTEM, Duration.ofMinutes(1))
    group.commit(ids.asJava) shouldBe true
    group.awaitVisible(ids.asJava, Duration.ofMillis(50))
    readAll(stream) shouldBe (0 until 10).map(i => f"$i%02d")
  }
}
