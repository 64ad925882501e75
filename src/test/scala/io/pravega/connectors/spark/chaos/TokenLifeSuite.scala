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
 * refuse reads with such a token, and close the connections of writers that have come with it.
 */
@ChaosTest
class TokenLifeSuite extends AnyFunSuite with CopyFixture {

  private val (life, lives) = if (sys.props.get("chaos.form").contains("long")) (60, 10) else (15, 4)

  override protected def startCluster(): DistributedPravega =
    DistributedPravega.startSecured(Duration.ofSeconds(life.toLong))

  override protected lazy val clientConfig: ClientConfig = SecuredPravega.adminConfig(controllerUri)

  override protected def options: Map[String, String] = super.options ++
    Map("auth_user" -> SecuredPravega.ADMIN, "auth_password" -> SecuredPravega.ADMIN_PASSWORD)

  test(s"tokens of $life s end $lives times: the query goes on, and loses nothing") {
    secondsToLive() should (be > 0L and be <= life.toLong)
    for (_ <- 1 to lives) awaitCommits(after = System.nanoTime() + SECONDS.toNanos(life.toLong), limit = life + 60)
    assert(query.isAlive, s"the query failed; see $directory")
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
