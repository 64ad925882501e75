// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.nio.file.{Files, Path}

import io.pravega.connectors.spark.testing.PravegaFixture
import org.scalatest.concurrent.Eventually._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

/** Has a query run for a while, and compares what its processes hold at the end with what they held early on. */
@ChaosTest
class SoakSuite extends AnyFunSuite with Matchers with PravegaFixture {

  private val long = sys.props.get("chaos.form").contains("long")
  private val (earlySeconds, seconds) = if (long) (300, 1800) else (30, 120)

  test(s"heap, threads, files and sockets are after $seconds s what they were after $earlySeconds s") {
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
      Thread.sleep(earlySeconds * 1000L)
      val early = query.processes.map(process => process -> Footprint.of(process.pid))
      early should have size 3
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
    } finally {
      query.close()
      writer.close()
    }
  }
}
