// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import java.time.Duration
import java.util.{Optional, OptionalLong}

import io.pravega.connectors.spark.stream.StreamId
import org.scalatest.funsuite.AnyFunSuite

class WriteOptionsSuite extends AnyFunSuite with OptionsFixture {

  private def write(options: (String, String)*): WriteOptions = WriteOptions.from(given(stream ++ options: _*))

  private def refusal(options: (String, String)*): String =
    intercept[IllegalArgumentException](write(options: _*)).getMessage

  test("defaults") {
    val options = write()
    assert(options.connection === ConnectionOptions.from(given()))
    assert(options.stream === new StreamId("s", "t"))
    assert(options.exactlyOnce)
    assert(options.transactionTimeout === Optional.empty)
    assert(options.lease === Duration.ofSeconds(120))
    assert(options.readAfterWriteConsistency)
    assert(options.statusPollInterval === Duration.ofMillis(50))
    assert(options.commitLedger)
    assert(options.txnAppId === Optional.empty)
    assert(options.txnVersion === OptionalLong.empty)
  }

  test("each option arrives") {
    val options = write("transaction_timeout_ms" -> "20000",
      "read_after_write_consistency" -> "false", "transaction_status_poll_interval_ms" -> "10",
      "txnAppId" -> "app", "txnVersion" -> "3", "default_num_segments" -> "4")
    assert(options.transactionTimeout === Optional.of(Duration.ofSeconds(20)))
    assert(options.lease === Duration.ofSeconds(20))
    assert(!options.readAfterWriteConsistency)
    assert(options.statusPollInterval === Duration.ofMillis(10))
    assert(options.txnAppId === Optional.of("app"))
    assert(options.txnVersion === OptionalLong.of(3))
    assert(options.creation.segments === 4)
    assert(!write("exactly_once" -> "false").exactlyOnce)
    assert(!write("commit_ledger" -> "false").commitLedger)
  }

  test("txn_app_id and txn_version go together") {
    assert(refusal("txn_app_id" -> "a") === "Cannot write only once: txn_app_id is set without txn_version")
    assert(refusal("txn_version" -> "1") === "Cannot write only once: txn_version is set without txn_app_id")
  }

  test("txn_app_id needs transactions and the ledger") {
    val txn = Seq("txn_app_id" -> "a", "txn_version" -> "1")
    assert(refusal(txn :+ "commit_ledger" -> "false": _*) ===
      "Cannot write only once with commit_ledger=false: txn_app_id and txn_version rely on it")
    assert(refusal(txn :+ "exactly_once" -> "false": _*) ===
      "Cannot write only once with exactly_once=false: txn_app_id and txn_version rely on it")
  }
}
