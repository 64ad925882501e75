// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import java.net.URI

import scala.collection.JavaConverters._

import org.apache.spark.sql.util.CaseInsensitiveStringMap
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** Which of several places has the say. */
class PrecedenceSuite extends AnyFunSuite with OptionsFixture with Matchers {

  import PravegaOptions._

  private val properties = Map("pravega.controller.uri" -> "tcp://property:1", "pravega.scope" -> "property")
  private val environment = Map("PRAVEGA_CONTROLLER_URI" -> "tcp://variable:1", "PRAVEGA_SCOPE" -> "variable")

  test("the query's own option comes first") {
    val all = surroundedBy(properties, environment)("scope" -> "option", "controller" -> "tcp://option:1")
    all.require(SCOPE) shouldBe "option"
    all.get(CONTROLLER) shouldBe URI.create("tcp://option:1")
  }

  test("then the system property") {
    val some = surroundedBy(properties, environment)()
    some.require(SCOPE) shouldBe "property"
    some.get(CONTROLLER) shouldBe URI.create("tcp://property:1")
  }

  test("then the environment") {
    val some = surroundedBy(Map.empty, environment)()
    some.require(SCOPE) shouldBe "variable"
    some.get(CONTROLLER) shouldBe URI.create("tcp://variable:1")
  }

  test("a blank property or variable counts as none") {
    val blank = surroundedBy(Map("pravega.scope" -> ""), Map("PRAVEGA_SCOPE" -> " "))()
    blank.find(SCOPE).isPresent shouldBe false
  }

  test("every connection option but the stream has a system property and a variable") {
    val outside = PravegaOptions.all.asScala.filter(_.property.isPresent)
      .map(option => (option.name, option.property.get, option.variable.get))
    outside shouldBe Seq(
      ("controller", "pravega.controller.uri", "PRAVEGA_CONTROLLER_URI"),
      ("scope", "pravega.scope", "PRAVEGA_SCOPE"),
      ("trust_store", "pravega.trust.store", "PRAVEGA_TRUST_STORE"),
      ("validate_host_name", "pravega.validate.host.name", "PRAVEGA_VALIDATE_HOST_NAME"),
      ("auth_user", "pravega.auth.user", "PRAVEGA_AUTH_USER"),
      ("auth_password", "pravega.auth.password", "PRAVEGA_AUTH_PASSWORD"),
      ("auth_token", "pravega.auth.token", "PRAVEGA_AUTH_TOKEN"),
      ("auth_token_file", "pravega.auth.token.file", "PRAVEGA_AUTH_TOKEN_FILE"),
      ("auth_credentials_class", "pravega.auth.credentials.class", "PRAVEGA_AUTH_CREDENTIALS_CLASS"))
  }

  test("a bad value says where it came from") {
    def message(properties: Map[String, String], environment: Map[String, String]) =
      intercept[IllegalArgumentException](surroundedBy(properties, environment)().find(SCOPE)).getMessage
    val expected = "Invalid scope 'a_b': expected letters, digits, '.' and '-', 255 at most"
    message(Map("pravega.scope" -> "a_b"), Map.empty) shouldBe s"$expected (from system property pravega.scope)"
    message(Map.empty, Map("PRAVEGA_SCOPE" -> "a_b")) shouldBe
      s"$expected (from environment variable PRAVEGA_SCOPE)"
  }

  test("a missing scope names every place it can come from") {
    val message = intercept[IllegalArgumentException](ReadOptions.from(given("stream" -> "t"))).getMessage
    message shouldBe "Option 'scope' is required: set it on the query, or session configuration " +
      "spark.datasource.pravega.scope, system property pravega.scope or environment variable PRAVEGA_SCOPE"
  }

  test("a missing stream names every place it can come from") {
    val message = intercept[IllegalArgumentException](WriteOptions.from(given("scope" -> "s"))).getMessage
    message shouldBe "Option 'stream' is required: set it on the query, or session configuration " +
      "spark.datasource.pravega.stream"
  }

  test("this process's own system properties are seen") {
    System.setProperty("pravega.scope", "mine")
    try {
      ReadOptions.from(new CaseInsensitiveStringMap(Map("stream" -> "t").asJava)).stream.scope shouldBe "mine"
    } finally {
      System.clearProperty("pravega.scope")
    }
  }
}
