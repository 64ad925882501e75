// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.nio.file.{Files, Path}

import io.pravega.connectors.spark.client.ClientFixture
import org.scalatest.concurrent.Eventually._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

/**
 * Has a query run for a while, and compares what its processes and the servers hold at the end with what they held
 * early on. The long form lasts for `chaos.minutes`.
 */
@ChaosTest
class SoakSuite extends AnyFunSuite with Matchers with ClientFixture with ClusterFixture {

  private val long = sys.props.get("chaos.form").contains("long")
  private val (earlySeconds, seconds) = if (long) (300, 60 * Integer.getInteger("chaos.minutes", 30)) else (30, 120)

  test(s"a query and its servers hold after $seconds s what they held after $earlySeconds s") {
    val directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "chaos")), "soak")
    val from = newStream(segments = 8)
    val query = new CopyQuery(Map("controller" -> controller, "scope" -> scope), from, newStream(segments = 4),
      newStream(segments = 4), directory)
    val writer = new KeyedWriter(clientConfig, scope, from, pauseMillis = 4)
    try {
      query.start()
      eventually(timeout(120.seconds), interval(100.millis)) {
        assert(Seq(query.exactlyOnce, query.atLeastOnce).forall(query.commitTimes(_).size >= 10))
      }
      withClue("a transaction that is at work: ") {
        eventually(timeout(60.seconds), interval(20.millis))(cluster.openTransactions should be > 0)
      }
      Thread.sleep(earlySeconds * 1000L)
      val early = query.processes.map(process => process -> Footprint.of(process.pid))
      early should have size 3
      val earlyServers = serversFootprints
      val (transactions, entries) = (cluster.openTransactions, ledgerEntries)
      Thread.sleep((seconds - earlySeconds) * 1000L)
      for ((process, before) <- early) withClue(s"$before at first, process ${process.pid}; $directory: ") {
        val after = Footprint.of(process.pid)
        info(s"$before; later $after")
        after.heap should be < before.heap + before.heap / 4 + (16L << 20)
        // The JVM's compilers and Spark's pools start and end threads, and open files, as they like.
        after.threads should be <= before.threads + 10
        after.files should be <= before.files + 10
        after.sockets should be <= before.sockets + 4
      }
      // Of the servers' heaps and threads, the most is theirs.
      for ((server, after) <- serversFootprints) withClue(s"$server, ${earlyServers(server)} at first: ") {
        val before = earlyServers(server)
        info(s"$server: $before; later $after")
        after.files should be <= before.files + 20
        after.sockets should be <= before.sockets + 10
      }
      info(s"$transactions open transactions and $entries entries of the ledger; later ${cluster.openTransactions} " +
        s"and $ledgerEntries")
      // Those of one epoch, and of another that is being committed.
      cluster.openTransactions should be <= 16
      ledgerEntries shouldBe entries
    } finally {
      query.close()
      writer.close()
    }
  }

  private def serversFootprints: Map[String, Footprint] =
    (for (role <- Role.values; index <- 0 until role.count) yield
      s"$role $index" -> Footprint.of(cluster.pid(role, index))).toMap

  private def ledgerEntries: Int = client.ledger(scope).entries().size
}
