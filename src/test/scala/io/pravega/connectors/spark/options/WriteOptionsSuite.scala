// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import java.time.Duration
import java.util.{Optional, OptionalLong}

import io.pravega.connectors.spark.stream.StreamId
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class WriteOptionsSuite extends AnyFunSuite with OptionsFixture with Matchers {

  private def write(options: (String, String)*): WriteOptions = WriteOptions.from(given(stream ++ options: _*))

  private def refusal(options: (String, String)*): String =
    intercept[IllegalArgumentException](write(options: _*)).getMessage

  test("defaults") {
    val options = write()
    options.connection shouldBe ConnectionOptions.from(given())
    options.stream shouldBe new StreamId("s", "t")
    options.exactlyOnce shouldBe true
    options.transactionTimeout shouldBe Optional.empty
    options.lease shouldBe Duration.ofSeconds(120)
    options.readAfterWriteConsistency shouldBe true
    options.statusPollInterval shouldBe Duration.ofMillis(50)
    options.commitLedger shouldBe true
    options.txnAppId shouldBe Optional.empty
    options.txnVersion shouldBe OptionalLong.empty
    options.distributeByRoutingKey shouldBe false
    options.eventTimeColumn shouldBe Optional.empty
  }

  test("each option arrives") {
    val options = write("transaction_timeout_ms" -> "20000",
      "read_after_write_consistency" -> "false", "transaction_status_poll_interval_ms" -> "10",
      "txnAppId" -> "app", "txnVersion" -> "3", "default_num_segments" -> "4",
      "distribute_by_routing_key" -> "true", "event_time_column" -> "at")
    options.transactionTimeout shouldBe Optional.of(Duration.ofSeconds(20))
    options.lease shouldBe Duration.ofSeconds(20)
    options.readAfterWriteConsistency shouldBe false
    options.statusPollInterval shouldBe Duration.ofMillis(10)
    options.txnAppId shouldBe Optional.of("app")
    options.txnVersion shouldBe OptionalLong.of(3)
    options.creation.segments shouldBe 4
    options.distributeByRoutingKey shouldBe true
    options.eventTimeColumn shouldBe Optional.of("at")
    write("exactly_once" -> "false").exactlyOnce shouldBe false
    write("commit_ledger" -> "false").commitLedger shouldBe false
  }

  test("txn_app_id and txn_version go together") {
    refusal("txn_app_id" -> "a") shouldBe "Cannot write only once: txn_app_id is set without txn_version"
    refusal("txn_version" -> "1") shouldBe "Cannot write only once: txn_version is set without txn_app_id"
  }

  test("txn_app_id needs transactions and the ledger") {
    val txn = Seq("txn_app_id" -> "a", "txn_version" -> "1")
    refusal(txn :+ "commit_ledger" -> "false": _*) shouldBe
      "Cannot write only once with commit_ledger=false: txn_app_id and txn_version rely on it"
    refusal(txn :+ "exactly_once" -> "false": _*) shouldBe
      "Cannot write only once with exactly_once=false: txn_app_id and txn_version rely on it"
  }
}
