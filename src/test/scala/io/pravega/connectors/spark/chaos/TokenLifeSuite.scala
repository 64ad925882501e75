// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.nio.charset.StandardCharsets.UTF_8
import java.time.Duration
import java.util.Base64
import java.util.concurrent.TimeUnit.SECONDS

import io.pravega.client.ClientConfig
import io.pravega.connectors.spark.testing.SecuredPravega
import io.pravega.shared.security.auth.AccessOperation
import org.scalatest.funsuite.AnyFunSuite

/**
 * Copies a stream while the tokens end again and again with which the controllers send clients to the stores. Stores
 * refuse reads with such a token, and close the connections of writers that have come with it. Pravega's client,
 * with which the ledger is read and written, renews its token late here, as if its clock were ten seconds slow.
 */
@ChaosTest
class TokenLifeSuite extends AnyFunSuite with CopyFixture {

  private val (life, lives) = if (sys.props.get("chaos.form").contains("long")) (60, 10) else (15, 4)

  override protected def startCluster(): DistributedPravega =
    DistributedPravega.startSecured(Duration.ofSeconds(life.toLong))

  override protected lazy val clientConfig: ClientConfig = SecuredPravega.adminConfig(controllerUri)

  override protected def options: Map[String, String] = super.options ++
    Map("auth_user" -> SecuredPravega.ADMIN, "auth_password" -> SecuredPravega.ADMIN_PASSWORD)

  override protected def jvm: Map[String, String] = Map("pravega.client.auth.token-refresh.threshold" -> "-10")

  test(s"tokens of $life s end $lives times, and Pravega's client notices late: the query goes on, and loses nothing") {
    secondsToLive() should (be > 0L and be <= life.toLong)
    val begun = System.nanoTime()
    awaitCommits(after = begun + SECONDS.toNanos(1L * life * lives), limit = life * lives + 180)
    assert(query.isAlive, s"the query failed; see $directory")
    for (to <- Seq(exactlyOnce, atLeastOnce)) {
      val pause = pauses(to, begun).map(_._1).max
      info(s"to $to, the longest pause between two epochs ${pause / 1000000} ms")
      pause should be < SECONDS.toNanos(20)
    }
    awaitCopied(limit = 120)
    compared(exactlyOnce) shouldBe Comparison(Nil, Nil, Nil)
    compared(atLeastOnce).lost shouldBe empty
  }

  /** How long a token lives that is asked for now. */
  private def secondsToLive(): Long = {
    val token = controllerClient.getOrRefreshDelegationTokenFor(scope, from, AccessOperation.READ).get(10, SECONDS)
    val claims = new String(Base64.getUrlDecoder.decode(token.split('.')(1)), UTF_8)
    val end = "\"exp\":(\\d+)".r.findFirstMatchIn(claims).map(_.group(1).toLong)
    end.getOrElse(fail(s"the token has no end: $claims")) - System.currentTimeMillis / 1000
  }
}
