// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import scala.collection.JavaConverters._

import org.apache.spark.sql.internal.SQLConf
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** Nothing that can be printed shows a secret. */
class SecretsSuite extends AnyFunSuite with OptionsFixture with Matchers {

  private val planted = "hunter2"

  private def assertHidden(texts: String*): Unit = texts.foreach(text => text.contains(planted) shouldBe false)

  private val ways = Seq(Seq("auth_user" -> "alice", "auth_password" -> planted), Seq("auth_token" -> planted))

  test("no view prints one, before or after serialisation") {
    for (way <- ways) {
      val options = given(stream ++ way: _*)
      val connection = ConnectionOptions.from(options)
      connection.toString should include("<hidden>")
      assertHidden(connection.toString, serializedAndBack(connection).toString, connection.credentials.toString)
      assertHidden(options.toString, ReadOptions.from(options).toString, WriteOptions.from(options).toString)
    }
  }

  test("it is still there for the client, on an executor too") {
    val secrets = ways.map(way => serializedAndBack(ConnectionOptions.from(given(way: _*))).credentials).map {
      case c: CredentialOptions.UserPassword => c.password.value
      case c: CredentialOptions.BearerToken => c.token.value
      case c => fail(s"unexpected $c")
    }
    secrets shouldBe Seq(planted, planted)
  }

  test("no message quotes one") {
    val bad = Seq(
      Seq("auth_password" -> planted),
      Seq("auth_token" -> s"Bearer $planted"),
      Seq("auth_user" -> "", "auth_password" -> planted),
      Seq("auth_user" -> "alice", "auth_password" -> planted, "auth_token" -> planted),
      Seq("controller" -> s"tcp://alice:$planted@h:1"))
    for (options <- bad) {
      val error = intercept[IllegalArgumentException](ConnectionOptions.from(given(options: _*)))
      assertHidden(error.getMessage)
      error.getCause shouldBe null
    }
  }

  test("Spark's own redaction hides each option, property and variable that holds one") {
    def shown(name: String): String = SQLConf.get.redactOptions(Map(name -> planted))(name)
    val secret = PravegaOptions.all.asScala.filter(_.`type`.shown.apply(planted) != planted)
    secret.map(_.name) shouldBe Seq("auth_password", "auth_token")
    for (option <- secret; name <- Seq(option.name, option.property.get, option.variable.get)) {
      withClue(name)(shown(name) should not be planted)
    }
    shown("auth_user") shouldBe planted
  }
}
