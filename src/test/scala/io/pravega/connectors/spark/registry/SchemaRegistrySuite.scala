// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry

import java.io.{InterruptedIOException, UncheckedIOException}
import java.net.{InetSocketAddress, URI}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Files
import java.time.Duration
import java.util.concurrent.{CompletableFuture, TimeUnit}
import java.util.concurrent.atomic.AtomicInteger

import scala.util.Try

import com.sun.net.httpserver.HttpServer
import io.pravega.connectors.spark.client.{PravegaException, RefusedException}
import io.pravega.connectors.spark.options.{CredentialOptions, Secret}
import io.pravega.connectors.spark.testing.{Certificates, SchemaRegistryServer}
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

/** On the real registry; on servers that answer as the test says where the real one does not give such answers. */
class SchemaRegistrySuite extends AnyFunSuite with RegistryFixture with Matchers with Eventually {

  override implicit val patienceConfig: PatienceConfig = PatienceConfig(20.seconds, 20.millis)

  private val one = avro("sensor" -> "\"string\"")
  private val two = avro("sensor" -> "\"string\"", "celsius" -> """["null","double"],"default":null""")

  test("a schema that is registered is found by its encoding, and is the latest until the next") {
    val registry = group()
    registry.latest().isPresent shouldBe false
    registry.find(one).isPresent shouldBe false

    val first = registry.register(one)
    registry.latest().get shouldBe one
    registry.register(one) shouldBe first
    registry.find(one).get shouldBe first
    registry.encoding(registry.encodingId(first)) shouldBe new Encoding(one, first, Codec.NONE.label)

    val second = registry.register(two)
    second.id shouldBe first.id + 1
    registry.latest().get shouldBe two
    registry.encodingId(second) should not be registry.encodingId(first)
    registry.encoding(registry.encodingId(first)).schema shouldBe one
  }

  test("a schema is found as soon as somebody else has registered it") {
    val name = newGroup()
    val registry = group(name)
    registry.find(one).isPresent shouldBe false
    group(name, outage = Duration.ofSeconds(61)).register(one)
    registry.find(one).isPresent shouldBe true
  }

  test("what the registry refuses is told in its words") {
    val name = newGroup()
    server.createGroup(namespace, name, "Avro", "Backward")
    val registry = group(name)
    registry.register(one)
    val incompatible = the[RefusedException] thrownBy registry.register(avro("other" -> "\"int\""))
    incompatible.getMessage shouldBe s"Cannot register the Avro schema of type 'reading' in group $namespace/$name " +
      s"in schema registry '${server.uri}': it is not compatible with those that the group has, by the group's policy"

    val nonsense = EventSchema.ofText("reading", SchemaFormat.AVRO, "nonsense")
    (the[RefusedException] thrownBy registry.register(nonsense)).getMessage should
      endWith("the registry does not understand it (Unable to parse schema)")

    val json = EventSchema.ofText("reading", SchemaFormat.JSON, """{"type":"object"}""")
    (the[RefusedException] thrownBy registry.register(json)).getMessage should
      include("the group has schemas of another format")

    (the[RefusedException] thrownBy registry.encoding(77)).getMessage should
      include("Cannot read encoding 77 of group")
    (the[RefusedException] thrownBy group().encoding(0)).getMessage should
      endWith("options schema_registry and schema_group say where to look")
  }

  test("a registry that comes back in time has not been away; what is known is not asked for again") {
    val port = SchemaRegistryServer.freePort()
    val registry = group("away", URI.create(s"http://localhost:$port"))
    val version = CompletableFuture.supplyAsync[SchemaVersion](() => registry.register(one))
    intercept[java.util.concurrent.TimeoutException](version.get(500, TimeUnit.MILLISECONDS))
    val late = SchemaRegistryServer.startOn(port)
    val id =
      try {
        val id = registry.encodingId(version.get(60, TimeUnit.SECONDS))
        registry.encoding(id)
        id
      } finally late.close()
    registry.register(one) shouldBe version.join()
    registry.find(one).get shouldBe version.join()
    registry.encodingId(version.join()) shouldBe id
    registry.encoding(id).schema shouldBe one
  }

  test("a registry that stays away is told of in a sentence, after the time that an outage may last") {
    val uri = s"http://localhost:${SchemaRegistryServer.freePort()}"
    val began = System.nanoTime
    val failure = the[PravegaException] thrownBy group("away", URI.create(uri), outage = Duration.ofSeconds(2)).latest()
    failure.getMessage shouldBe s"Cannot read the latest schema of group $namespace/away in schema registry '$uri': " +
      "it does not answer; this has not changed for 2 s (service_outage_timeout)"
    (System.nanoTime - began) / 1000000L should (be >= 1000L and be < 20000L)

    val unknown = the[PravegaException] thrownBy group("away", URI.create("http://registry.invalid:9092"),
      outage = Duration.ofSeconds(1)).latest()
    unknown.getMessage should include("its host is unknown")
  }

  test("who waits for a registry can be interrupted") {
    val registry = group("away", URI.create(s"http://localhost:${SchemaRegistryServer.freePort()}"))
    val thread = Thread.currentThread
    val interrupting = CompletableFuture.runAsync { () =>
      eventually(thread.getState shouldBe Thread.State.TIMED_WAITING)
      thread.interrupt()
    }
    val failure = the[UncheckedIOException] thrownBy registry.latest()
    failure.getCause shouldBe an[InterruptedIOException]
    Thread.interrupted() shouldBe true
    interrupting.join()
  }

  /** A server that answers with one status and text after another, the last one for ever. */
  private def answering(answers: (Int, String)*)(body: (URI, AtomicInteger) => Unit): Unit = {
    val asked = new AtomicInteger
    val stub = HttpServer.create(new InetSocketAddress("localhost", 0), 0)
    stub.createContext("/", exchange => {
      val (status, text) = answers(math.min(asked.getAndIncrement(), answers.size - 1))
      val bytes = text.getBytes(UTF_8)
      exchange.sendResponseHeaders(status, if (bytes.isEmpty) -1 else bytes.length.toLong)
      exchange.getResponseBody.write(bytes)
      exchange.close()
    })
    stub.start()
    try body(URI.create(s"http://localhost:${stub.getAddress.getPort}"), asked)
    finally stub.stop(0)
  }

  test("a registry that has trouble of its own is asked again") {
    answering(503 -> "", 500 -> "the store is away", 200 -> """{"encodingId":5}""") { (uri, asked) =>
      group(uri = uri).encodingId(new SchemaVersion("t", "Avro", 0, 0)) shouldBe 5
      asked.get shouldBe 3
    }
    answering(500 -> "the store\nis away") { (uri, _) =>
      (the[PravegaException] thrownBy group(uri = uri, outage = Duration.ofSeconds(1)).latest()).getMessage should
        include("it answers with status 500 (the store is away); this has not changed for 1 s")
    }
  }

  test("an answer of something else than a registry is an error at once") {
    Seq(200 -> "<html>hello</html>", 200 -> "{}", 200 -> """{"schemas":[{}]}""", 200 -> "", 302 -> "", 418 -> "")
      .foreach { answer =>
        answering(answer) { (uri, asked) =>
          val failure = the[RefusedException] thrownBy group(uri = uri).latest()
          failure.getMessage should include(
            s"it answers with status ${answer._1}, and not as a schema registry of Pravega does")
          asked.get shouldBe 1
        }
      }
  }

  private val directory = Files.createTempDirectory("registry-security")
  private lazy val certificates = Certificates.newAuthority(directory)

  test("TLS and credentials of the connection hold for the registry; no message tells a secret") {
    val token = "t0ken-of-the-test"
    val secured = SchemaRegistryServer.startSecured(directory, certificates, token)
    try {
      val trusted = certificates.authority.toString
      def as(credentials: CredentialOptions, trustStore: String = trusted): SchemaRegistry =
        group("secured", secured.uri, trustStore, credentials)
      val writer = new CredentialOptions.UserPassword("writer", new Secret("writers-pass-word"))
      val version = as(writer).register(one)
      as(new CredentialOptions.BearerToken(new Secret(token))).find(one).get shouldBe version

      def refusal(registry: => SchemaRegistry): String = (the[RefusedException] thrownBy registry.latest()).getMessage
      val refusals = Seq(
        refusal(as(new CredentialOptions.None)) ->
          "it wants credentials, and none were given; see the options that begin with auth_",
        refusal(as(new CredentialOptions.UserPassword("writer", new Secret("wr0ng-pass-word")))) ->
          "it does not accept the credentials",
        refusal(as(new CredentialOptions.BearerToken(new Secret("an0ther-token")))) ->
          "it does not accept the credentials",
        refusal(as(new CredentialOptions.UserPassword("stranger", new Secret("strangers-pass-word")))) ->
          "it says that these credentials do not permit it",
        refusal(as(new CredentialOptions.BearerToken(new Secret("with-\u20ac-t0ken\n")))) ->
          "the credentials hold a character that HTTP cannot send",
        refusal(as(writer, null)) -> "the server's certificate is not signed by anyone the trust store knows")
      for ((message, why) <- refusals) {
        message should include(why)
        message should not include regex("word|t0ken|an0ther")
      }
    } finally secured.close()
  }

  test("a trust store that is none is refused before anything is asked") {
    val failure = the[IllegalArgumentException] thrownBy group(trustStore = "/no/such/file")
    failure.getMessage should startWith("Invalid trust store '/no/such/file'")
  }

  test("the memory is bounded, and keeps what is used") {
    val cache = new BoundedCache[Int, Int](3)
    val asked = new AtomicInteger
    def get(key: Int): Int = cache.get(key, k => { asked.incrementAndGet(); k * 10 })
    (1 to 3).foreach(get)
    get(1) shouldBe 10
    asked.get shouldBe 3
    get(4)
    cache.find(2).isPresent shouldBe false
    cache.find(1).get shouldBe 10
    Try(cache.get(9, _ => throw new IllegalStateException)).isFailure shouldBe true
    get(9) shouldBe 90
  }
}
