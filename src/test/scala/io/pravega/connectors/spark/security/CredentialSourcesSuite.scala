// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.security

import java.nio.file.{Files, Path}
import java.util.{Base64, UUID}

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.client.pool.PravegaClients
import io.pravega.connectors.spark.options.ReadOptions
import io.pravega.connectors.spark.stream.StreamId
import io.pravega.connectors.spark.testing.SecuredServer
import io.pravega.connectors.spark.testing.SecuredServer.Reader
import org.apache.spark.sql.QueryTest
import org.apache.spark.sql.streaming.StreamingQuery
import org.apache.spark.sql.test.SharedSparkSession
import org.apache.spark.sql.util.CaseInsensitiveStringMap

/** Wherever credentials come from, they get in; and those that are renewed keep getting in. */
class CredentialSourcesSuite extends QueryTest with SharedSparkSession with SecuredFixture {

  /** Every test has a token of its own, hence connections of its own. */
  private def newToken(): String = "token-" + UUID.randomUUID

  private def withProperties(properties: (String, String)*)(test: => Unit): Unit =
    try {
      properties.foreach { case (name, value) => System.setProperty(name, value) }
      test
    } finally properties.foreach { case (name, _) => System.clearProperty(name) }

  private def notIn(what: => Any): Unit =
    sentence(what) should startWith(s"Cannot connect to controller '$controller': ")

  override def beforeAll(): Unit = {
    super.beforeAll()
    writeEvents("sensors", "here")
  }

  test("from the session's configuration") {
    withSQLConf("spark.datasource.pravega.controller" -> controller,
        "spark.datasource.pravega.trust_store" -> nobody("trust_store"),
        "spark.datasource.pravega.auth_user" -> Reader.name,
        "spark.datasource.pravega.auth_password" -> Reader.password) {
      read(Map("scope" -> scope, "stream" -> "sensors")) should contain("here")
    }
  }

  test("from system properties") {
    withProperties("pravega.controller.uri" -> controller, "pravega.trust.store" -> nobody("trust_store"),
        "pravega.auth.user" -> Reader.name, "pravega.auth.password" -> Reader.password) {
      read(Map("scope" -> scope, "stream" -> "sensors")) should contain("here")
    }
  }

  test("from the environment") {
    inChild(environment = Map("PRAVEGA_CONTROLLER_URI" -> controller, "PRAVEGA_TRUST_STORE" -> nobody("trust_store"),
      "PRAVEGA_AUTH_USER" -> Reader.name, "PRAVEGA_AUTH_PASSWORD" -> Reader.password)) shouldBe "in"
  }

  private val own = Seq("method" -> "Basic",
    "token" -> Base64.getEncoder.encodeToString(s"${Reader.name}:${Reader.password}".getBytes))

  test("from Pravega's own system properties") {
    inChild(properties = outside("pravega.", ".") ++ own.map { case (k, v) => s"pravega.client.auth.$k" -> v }) shouldBe
      "in"
  }

  test("from Pravega's own environment variables") {
    inChild(properties = outside("pravega.", "."),
      environment = own.map { case (k, v) => s"pravega_client_auth_$k" -> v }.toMap) shouldBe "in"
  }

  test("without any of these a child does not get in") {
    inChild(properties = outside("pravega.", ".")) should include("it wants credentials, and none were given")
  }

  private def outside(prefix: String, dot: String): Map[String, String] =
    Map(s"${prefix}controller${dot}uri" -> controller, s"${prefix}trust${dot}store" -> nobody("trust_store"))

  /** What [[GetsIn]] says, with properties and variables that are not this JVM's. */
  private def inChild(properties: Map[String, String] = Map(), environment: Map[String, String] = Map()): String = {
    val builder = new ProcessBuilder((
      Seq(Path.of(System.getProperty("java.home"), "bin", "java").toString,
        "-cp", System.getProperty("java.class.path")) ++
      properties.map { case (name, value) => s"-D$name=$value" } ++
      Seq("-Dpravega.test.log=/dev/null", GetsIn.getClass.getName.stripSuffix("$"))).asJava)
    builder.environment.putAll(environment.asJava)
    val process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start()
    try new String(process.getInputStream.readAllBytes).linesIterator.toSeq.last finally process.destroyForcibly()
  }

  test("a bearer token gets in, and no other does") {
    val token = newToken()
    SecuredServer.server.acceptTokens(token)
    read(nobody + ("auth_token" -> token)) should contain("here")
    notIn(read(nobody + ("auth_token" -> newToken())))
  }

  test("a token file gets in; one that is empty or missing is named") {
    val token = newToken()
    SecuredServer.server.acceptTokens(token)
    withTokenFile { file =>
      Files.writeString(file, token + "\n")
      read(nobody + ("auth_token_file" -> file.toString)) should contain("here")
    }
    withTokenFile { file =>
      sentence(read(nobody + ("auth_token_file" -> file.toString))) should include(file.toString)
      Files.delete(file)
      sentence(read(nobody + ("auth_token_file" -> file.toString))) should include(file.toString)
    }
  }

  private def withTokenFile(test: Path => Unit): Unit = {
    val file = Files.createTempFile("token", "")
    try test(file) finally Files.deleteIfExists(file)
  }

  private def withQuery(options: Map[String, String])(test: StreamingQuery => Unit): Unit = {
    val query = spark.readStream.format("pravega").options(options).load()
      .selectExpr("cast(event as string) as text").writeStream.format("memory").queryName("renewed").start()
    try test(query) finally query.stop()
  }

  private def arrives(query: StreamingQuery, text: String): Unit = {
    writeEvents("sensors", text)
    query.processAllAvailable()
    spark.table("renewed").collect().map(_.getString(0)) should contain(text)
  }

  test("a query goes on when its token file is renewed, and ends in one sentence when it is not") {
    val (first, second) = (newToken(), newToken())
    withTokenFile { file =>
      Files.writeString(file, first)
      SecuredServer.server.acceptTokens(first)
      withQuery(nobody + ("auth_token_file" -> file.toString)) { query =>
        query.processAllAvailable()
        arrives(query, "with the first")
        Files.writeString(file, second)
        SecuredServer.server.acceptTokens(second)
        arrives(query, "with the second")
        SecuredServer.server.acceptTokens(newToken())
        refusal(query.awaitTermination()) should include("the controller does not accept the credentials")
      }
    }
  }

  test("a query goes on when its plug-in renews the token") {
    val (first, second) = (newToken(), newToken())
    PluggedInCredentials.token = first
    SecuredServer.server.acceptTokens(first)
    withQuery(nobody + ("auth_credentials_class" -> classOf[PluggedInCredentials].getName)) { query =>
      query.processAllAvailable()
      arrives(query, "with the plug-in's first")
      PluggedInCredentials.token = second
      SecuredServer.server.acceptTokens(second)
      arrives(query, "with the plug-in's second")
    }
  }
}

/** Says "in" when whatever surrounds this JVM lets it see stream `sensors`, and why not otherwise. */
private object GetsIn {
  def main(args: Array[String]): Unit = {
    val answer = try {
      val options = new CaseInsensitiveStringMap(Map("scope" -> "s", "stream" -> "t").asJava)
      val client = PravegaClients.SHARED.acquire(ReadOptions.from(options).connection)
      if (client.admin.streamExists(new StreamId(SecuredServer.Scope, "sensors"))) "in" else "not there"
    } catch { case e: Exception => e.getMessage }
    println(answer)
    Runtime.getRuntime.halt(0)
  }
}
