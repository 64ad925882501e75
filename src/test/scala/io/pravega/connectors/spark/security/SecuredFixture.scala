// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.security

import java.net.URI
import java.util.concurrent.{Executors, ExecutionException, TimeUnit}

import io.pravega.client.ClientConfig
import io.pravega.connectors.spark.testing.{PravegaFixture, SecuredPravega, SecuredServer}
import io.pravega.connectors.spark.testing.SecuredServer.User
import org.apache.spark.sql.{DataFrame, QueryTest}
import org.apache.spark.sql.test.SharedSparkSession
import org.scalatest.matchers.should.Matchers

/** What suites on the secured server share. The fixture's plain client is the admin. */
trait SecuredFixture extends PravegaFixture with Matchers { this: QueryTest with SharedSparkSession =>

  override protected def controllerUri: URI = SecuredServer.server.controllerUri

  override protected lazy val clientConfig: ClientConfig = SecuredServer.adminConfig(SecuredServer.server)

  override protected lazy val scope: String = SecuredServer.Scope

  /** How a client finds the server and trusts it, without saying who it is. */
  protected def nobody: Map[String, String] = nobodyAt(SecuredServer.server)

  protected def nobodyAt(server: SecuredPravega): Map[String, String] = Map(
    "controller" -> server.controllerUri.toString, "trust_store" -> server.trustStore.toString,
    "scope" -> SecuredServer.Scope, "stream" -> "sensors")

  protected def as(user: User): Map[String, String] =
    Map("auth_user" -> user.name, "auth_password" -> user.password)

  protected def load(options: Map[String, String]): DataFrame =
    spark.read.format("pravega").options(options).load()

  protected def read(options: Map[String, String]): Seq[String] =
    load(options).selectExpr("cast(event as string)").collect().map(_.getString(0)).toSeq

  protected def write(options: Map[String, String], texts: String*): Unit = {
    val session = spark
    import session.implicits._
    texts.toDF("event").write.format("pravega").options(options).mode("append").save()
  }

  /** Runs what must fail within half a minute, and gives its message with those of its causes. */
  protected def refusal(what: => Any): String = {
    val thread = Executors.newSingleThreadExecutor()
    try {
      val outcome = thread.submit(() => intercept[Throwable](what))
      val e = try outcome.get(30, TimeUnit.SECONDS) catch { case e: ExecutionException => throw e.getCause }
      Iterator.iterate(e)(_.getCause).takeWhile(_ != null).map(_.getMessage).mkString("\n")
    } finally thread.shutdownNow()
  }

  /** The first line alone: what users read. */
  protected def sentence(what: => Any): String = refusal(what).linesIterator.next()
}
