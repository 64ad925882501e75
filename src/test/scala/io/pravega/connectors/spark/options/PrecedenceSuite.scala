// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import java.net.URI

import scala.collection.JavaConverters._

import org.apache.spark.sql.util.CaseInsensitiveStringMap
import org.scalatest.funsuite.AnyFunSuite

/** Which of several places has the say. */
class PrecedenceSuite extends AnyFunSuite with OptionsFixture {

  import PravegaOptions._

  private val properties = Map("pravega.controller.uri" -> "tcp://property:1", "pravega.scope" -> "property")
  private val environment = Map("PRAVEGA_CONTROLLER_URI" -> "tcp://variable:1", "PRAVEGA_SCOPE" -> "variable")

  test("the query's own option comes first") {
    val all = surroundedBy(properties, environment)("scope" -> "option", "controller" -> "tcp://option:1")
    assert(all.require(SCOPE) === "option")
    assert(all.get(CONTROLLER) === URI.create("tcp://option:1"))
  }

  test("then the system property") {
    val some = surroundedBy(properties, environment)()
    assert(some.require(SCOPE) === "property")
    assert(some.get(CONTROLLER) === URI.create("tcp://property:1"))
  }

  test("then the environment") {
    val some = surroundedBy(Map.empty, environment)()
    assert(some.require(SCOPE) === "variable")
    assert(some.get(CONTROLLER) === URI.create("tcp://variable:1"))
  }

  test("a blank property or variable counts as none") {
    val blank = surroundedBy(Map("pravega.scope" -> ""), Map("PRAVEGA_SCOPE" -> " "))()
    assert(blank.find(SCOPE).isEmpty)
  }

  test("every connection option but the stream has a system property and a variable") {
    val outside = all.asScala.filter(_.property.isPresent)
      .map(option => (option.name, option.property.get, option.variable.get))
    assert(outside === Seq(
      ("controller", "pravega.controller.uri", "PRAVEGA_CONTROLLER_URI"),
      ("scope", "pravega.scope", "PRAVEGA_SCOPE"),
      ("trust_store", "pravega.trust.store", "PRAVEGA_TRUST_STORE"),
      ("validate_host_name", "pravega.validate.host.name", "PRAVEGA_VALIDATE_HOST_NAME"),
      ("auth_user", "pravega.auth.user", "PRAVEGA_AUTH_USER"),
      ("auth_password", "pravega.auth.password", "PRAVEGA_AUTH_PASSWORD"),
      ("auth_token", "pravega.auth.token", "PRAVEGA_AUTH_TOKEN"),
      ("auth_token_file", "pravega.auth.token.file", "PRAVEGA_AUTH_TOKEN_FILE"),
      ("auth_credentials_class", "pravega.auth.credentials.class", "PRAVEGA_AUTH_CREDENTIALS_CLASS")))
  }

  test("a bad value says where it came from") {
    def message(properties: Map[String, String], environment: Map[String, String]) =
      intercept[IllegalArgumentException](surroundedBy(properties, environment)().find(SCOPE)).getMessage
    val expected = "Invalid scope 'a_b': expected letters, digits, '.' and '-', 255 at most"
    assert(message(Map("pravega.scope" -> "a_b"), Map.empty) === s"$expected (from system property pravega.scope)")
    assert(message(Map.empty, Map("PRAVEGA_SCOPE" -> "a_b")) ===
      s"$expected (from environment variable PRAVEGA_SCOPE)")
  }

  test("a missing scope names every place it can come from") {
    val message = intercept[IllegalArgumentException](ReadOptions.from(given("stream" -> "t"))).getMessage
    assert(message === "Option 'scope' is required: set it on the query, or session configuration " +
      "spark.datasource.pravega.scope, system property pravega.scope or environment variable PRAVEGA_SCOPE")
  }

  test("a missing stream names every place it can come from") {
    val message = intercept[IllegalArgumentException](WriteOptions.from(given("scope" -> "s"))).getMessage
    assert(message === "Option 'stream' is required: set it on the query, or session configuration " +
      "spark.datasource.pravega.stream")
  }

  test("this process's own system properties are seen") {
    System.setProperty("pravega.scope", "mine")
    try {
      assert(ReadOptions.from(new CaseInsensitiveStringMap(Map("stream" -> "t").asJava)).stream.scope === "mine")
    } finally {
      System.clearProperty("pravega.scope")
    }
  }
}
