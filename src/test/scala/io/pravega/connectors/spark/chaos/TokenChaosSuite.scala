// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.nio.file.{Files, Path}
import java.time.Duration

import org.scalatest.concurrent.Eventually._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

/**
 * Copies a stream for longer than its credentials live, by two queries at once: to one, the servers' clocks are 10 s
 * fast, to the other 10 s slow. Long form only.
 */
@ChaosTest
class TokenChaosSuite extends AnyFunSuite with Matchers with ServerFaults {
  import TokenChaosSuite._

  private lazy val directory =
    Files.createTempDirectory(Files.createDirectories(Path.of("target", "chaos")), "tokens").toAbsolutePath
  override protected lazy val access: Access = Access.byToken(directory, Life)

  private lazy val from = newStream(segments = 8)
  private lazy val writer = closedAfterAll(new KeyedWriter(clientConfig, scope, from, pauseMillis = 100))(_.close())
  private lazy val tokenFile = Files.writeString(directory.resolve("token"), "first")
  private lazy val queries = for ((clock, threshold) <- Seq("fast" -> -5, "slow" -> 15)) yield {
    val own = Files.createDirectory(directory.resolve(clock))
    val options = Map("controller" -> controller, "scope" -> scope, "auth_token_file" -> tokenFile.toString)
    // A client fetches a new token 5 s before it believes that the old one expires.
    closedAfterAll(new CopyQuery(options, from, newStream(segments = 4), newStream(segments = 4), own,
      Seq(s"-Dpravega.client.auth.token-refresh.threshold=$threshold")))(_.close())
  }

  override protected def affected: Seq[String] = Seq(from)

  if (sys.props.get("chaos.form").contains("long")) {

    test("delegation tokens that live 60 s, and clocks 10 s apart") {
      access.accept("first")
      writer.next
      queries.foreach(_.start())
      awaitCommits(limit = 180)
      overSeconds(150)
    }

    test("a store that is away while tokens expire") {
      val fault = killed(Role.STORE, 75)
      val end = fault.begin()
      try overSeconds(fault.seconds) finally end()
      awaitCommits(limit = 120)
    }

    test("a renewed token file") {
      access.accept("first", "second")
      Files.writeString(tokenFile, "second")
      access.accept("second")
      overSeconds(75)
    }

    test("nothing is lost, nothing comes twice where it must not, and each key keeps its order") {
      writer.stop()
      for (query <- queries) {
        def compared(to: String) = Comparison.of(writer.next, readAll(to))
        eventually(timeout(90.seconds), interval(2.seconds)) {
          assert(compared(query.exactlyOnce).lost.isEmpty && compared(query.atLeastOnce).lost.isEmpty)
        }
        compared(query.exactlyOnce) shouldBe Comparison(Nil, Nil, Nil)
        compared(query.atLeastOnce).lost shouldBe empty
      }
    }

    test("a query whose token is revoked ends in one sentence") {
      access.accept()
      writeKeyed(from, "k" -> "k:0")
      for (query <- queries) withClue(s"see ${query.output}: ") {
        query.awaitEnd(seconds = 150).exists(_ != 0) shouldBe true
        Files.readString(Path.of(query.output)) should include("the controller does not accept the credentials")
      }
    }
  }

  /** Lets time pass, in which each query has to be at work. */
  private def overSeconds(seconds: Int): Unit = {
    Thread.sleep(seconds * 1000L)
    awaitCommits(limit = 60)
  }

  private def awaitCommits(limit: Int): Unit = {
    val since = System.nanoTime()
    eventually(timeout(limit.seconds), interval(100.millis)) {
      for (query <- queries; to <- Seq(query.exactlyOnce, query.atLeastOnce)) {
        query.isAlive shouldBe true
        query.commitTimes(to).count(_ > since) should be >= 3
      }
    }
  }
}

private object TokenChaosSuite {
  private val Life = Duration.ofSeconds(60)
}
