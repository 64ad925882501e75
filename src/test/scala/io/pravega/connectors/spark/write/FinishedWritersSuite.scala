// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import java.time.Duration
import java.util.{Optional, UUID}

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.PravegaLedger
import io.pravega.connectors.spark.client.ClientFixture
import io.pravega.connectors.spark.stream.StreamId
import io.pravega.connectors.spark.write.commit.{Digest, EpochRecord, TaskCommit}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class FinishedWritersSuite extends AnyFunSuite with Matchers with ClientFixture {

  private val stream = new StreamId(scope, "stream")
  private val tasks = Seq(new TaskCommit(0, UUID.randomUUID(), new Digest(1, 2, 3))).asJava

  private def write(name: String, record: EpochRecord): Unit =
    client.ledger(scope).write(name, Optional.empty(), record.toBytes)

  test("entries of a stream are removed that are done and old, and no others") {
    val week = Duration.ofDays(7).toMillis
    val now = System.currentTimeMillis()
    val old = now - 2 * week
    write(s"epoch/finished/$stream", EpochRecord.prepared(7, tasks, old).done(old))
    write(s"version/finished/$stream", EpochRecord.prepared(7, tasks, old).done(old))
    write(s"epoch/torn/$stream", EpochRecord.prepared(7, tasks, old))
    write(s"epoch/running/$stream", EpochRecord.prepared(7, tasks, now).done(now))
    write(s"epoch/ageless/$stream", EpochRecord.none(0))
    write(s"epoch/finished/$scope/another", EpochRecord.prepared(7, tasks, old).done(old))
    val options = Map("controller" -> controller, "scope" -> scope, "stream" -> stream.name).asJava
    PravegaLedger.forgetFinished(options, Duration.ofDays(7)).asScala shouldBe
      Seq(s"epoch/finished/$stream", s"version/finished/$stream")
    client.ledger(scope).entries().asScala.keySet shouldBe Set(s"epoch/torn/$stream", s"epoch/running/$stream",
      s"epoch/ageless/$stream", s"epoch/finished/$scope/another")
  }

  test("an entry that was written in the meantime is not removed") {
    val ledger = client.ledger(scope)
    write("epoch/raced/x", EpochRecord.none(1))
    val read = ledger.read("epoch/raced/x")
    ledger.write("epoch/raced/x", read, EpochRecord.none(2).toBytes)
    ledger.remove("epoch/raced/x", read.get) shouldBe false
    ledger.read("epoch/raced/x").isPresent shouldBe true
  }
}
