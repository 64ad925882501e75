// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog

import java.net.URI

import io.pravega.client.stream.Transaction
import io.pravega.connectors.spark.testing.EmbeddedPravega
import org.apache.spark.sql.Row

/**
 * The transactions of a stream, as far as Pravega tells them: 0.13 answers with none as soon as transactions of another
 * stream have ended, too, and a day after the cluster was set up. Hence a server of its own.
 */
class TransactionsTableSuite extends CatalogFixture {

  private lazy val server =
    closedAfterAll(EmbeddedPravega.builder.jvmOption("-XX:TieredStopAtLevel=1").start())(_.close())

  override protected def controllerUri: URI = server.controllerUri

  test("transactions that have ended are listed") {
    val (stream, empty) = (newStream(), newStream())
    val (committed, aborted) = (openTransaction(stream, "k" -> "a"), openTransaction(stream, "k" -> "b"))
    committed.commit()
    awaitStatus(committed, Transaction.Status.COMMITTED)
    aborted.abort()
    awaitStatus(aborted, Transaction.Status.ABORTED)
    for (transactions <- Seq(spark.table(s"${table(stream)}.transactions"), metadata("Transactions", stream)))
      checkAnswer(transactions,
        Seq(Row(committed.getTxnId.toString, "COMMITTED"), Row(aborted.getTxnId.toString, "ABORTED")))
    checkAnswer(spark.table(s"${table(empty)}.transactions"), Nil)
  }
}
