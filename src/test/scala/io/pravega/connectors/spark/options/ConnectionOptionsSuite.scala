// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import java.net.URI
import java.time.Duration

import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** Whom the connector talks to, and who it says it is. */
class ConnectionOptionsSuite extends AnyFunSuite with OptionsFixture with Matchers {

  private def credentials(options: (String, String)*): CredentialOptions =
    ConnectionOptions.from(given(options: _*)).credentials

  private def refusal(options: (String, String)*): String =
    intercept[IllegalArgumentException](credentials(options: _*)).getMessage

  test("without options it is the local controller, the JVM's trust store and the client's own credentials") {
    ConnectionOptions.from(given()) shouldBe new ConnectionOptions(
      URI.create("tcp://localhost:9090"), new ConnectionOptions.Tls(null, true), new CredentialOptions.None,
      Duration.ofMinutes(10))
  }

  test("TLS options") {
    ConnectionOptions.from(given("trust_store" -> "/ca.pem", "validate_host_name" -> "false")).tls shouldBe
      new ConnectionOptions.Tls("/ca.pem", false)
  }

  test("a connection survives serialisation, which takes it to executors") {
    val connection = ConnectionOptions.from(given("auth_user" -> "alice", "auth_password" -> "pw"))
    serializedAndBack(connection) shouldBe connection
  }

  test("each way to authenticate") {
    credentials("auth_user" -> "alice", "auth_password" -> "pw") shouldBe
      new CredentialOptions.UserPassword("alice", new Secret("pw"))
    credentials("auth_token" -> "abc") shouldBe new CredentialOptions.BearerToken(new Secret("abc"))
    credentials("auth_token_file" -> "/run/token") shouldBe new CredentialOptions.TokenFile("/run/token")
    credentials("auth_credentials_class" -> "a.B") shouldBe new CredentialOptions.Plugin("a.B")
  }

  test("one spelling of a connection more or less makes no other connection") {
    ConnectionOptions.from(given("controller" -> "h:1", "auth_user" -> "a", "auth_password" -> "b")) shouldBe
      ConnectionOptions.from(given("controller" -> " TCP://h:1/", "auth_user" -> "a", "auth_password" -> "b"))
    ConnectionOptions.from(given("auth_user" -> "a", "auth_password" -> "b")) should not be
      ConnectionOptions.from(given("auth_user" -> "a", "auth_password" -> "c"))
  }

  test("half of user and password is refused, naming the other half and where it can come from") {
    refusal("auth_user" -> "alice") should startWith("Option 'auth_password' is required: ")
    refusal("auth_user" -> "alice") should endWith(
      "system property pravega.auth.password or environment variable PRAVEGA_AUTH_PASSWORD")
    refusal("auth_password" -> "pw") should startWith("Option 'auth_user' is required: ")
  }

  test("two ways to authenticate are refused") {
    refusal("auth_user" -> "alice", "auth_password" -> "pw", "auth_token" -> "abc") shouldBe
      "Cannot use auth_user and auth_token together: there is one way to authenticate at a time"
    refusal("auth_password" -> "pw", "auth_token" -> "abc") shouldBe
      "Cannot use auth_password and auth_token together: there is one way to authenticate at a time"
    refusal("auth_token_file" -> "/f", "auth_credentials_class" -> "a.B") shouldBe
      "Cannot use auth_token_file and auth_credentials_class together: there is one way to authenticate at a time"
  }

  test("the query's way to authenticate has the say over another way in the environment") {
    val both = surroundedBy(Map("pravega.auth.user" -> "u"), Map("PRAVEGA_AUTH_PASSWORD" -> "p"))("auth_token" -> "abc")
    ConnectionOptions.from(both).credentials shouldBe new CredentialOptions.BearerToken(new Secret("abc"))
  }

  test("a query can name the user and leave the password to the environment") {
    val both = surroundedBy(Map.empty, Map("PRAVEGA_AUTH_PASSWORD" -> "pw"))("auth_user" -> "alice")
    ConnectionOptions.from(both).credentials shouldBe
      new CredentialOptions.UserPassword("alice", new Secret("pw"))
  }
}
