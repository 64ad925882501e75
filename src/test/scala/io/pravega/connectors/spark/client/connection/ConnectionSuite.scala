// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection

import java.net.{InetAddress, ServerSocket, URI}
import java.nio.file.{Files, Path}
import java.security.cert.CertificateExpiredException
import java.time.Duration
import javax.net.ssl.SSLHandshakeException

import scala.concurrent.{Await, ExecutionContext, Future}

import io.pravega.connectors.spark.chaos.FaultyProxy
import io.pravega.connectors.spark.client.{ClientFixture, PravegaException}
import io.pravega.connectors.spark.client.pool.{PravegaClients, SharedClient}
import io.pravega.connectors.spark.client.read.{RemoteDirectory, RemoteEvents}
import io.pravega.connectors.spark.options.{ConnectionOptions, CredentialOptions, Secret}
import io.pravega.connectors.spark.stream.CutRange
import io.pravega.client.security.auth.EmptyTokenProviderImpl
import io.pravega.shared.security.auth.Credentials
import org.scalatest.concurrent.TimeLimits
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

class ConnectionSuite extends AnyFunSuite with ClientFixture with Matchers with TimeLimits {

  private def options(controller: String, credentials: CredentialOptions = new CredentialOptions.None) =
    new ConnectionOptions(URI.create(controller), new ConnectionOptions.Tls(null, true), credentials,
      Duration.ofMinutes(10))

  private def refusal(controller: String): String = failAfter(30.seconds) {
    (the[PravegaException] thrownBy PravegaClients.SHARED.acquire(options(controller))).getMessage
  }

  test("a controller that nobody runs is named within 30 s") {
    val socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress)
    val port = socket.getLocalPort
    socket.close()
    refusal(s"tcp://localhost:$port") should startWith(s"Cannot connect to controller 'tcp://localhost:$port': ")
  }

  test("a controller that takes connections but never answers is named within 30 s") {
    val socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress)
    try refusal(s"tcp://localhost:${socket.getLocalPort}") should startWith(
      s"Cannot connect to controller 'tcp://localhost:${socket.getLocalPort}': ")
    finally socket.close()
  }

  test("a controller on an unknown host is named within 30 s") {
    refusal("tcp://no-such-host.invalid:9090") should startWith(
      "Cannot connect to controller 'tcp://no-such-host.invalid:9090': ")
  }

  test("a controller that comes within 20 s is waited for") {
    val socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress)
    socket.setSoTimeout(15000)
    val port = socket.getLocalPort
    val opened = Future(PravegaClients.SHARED.acquire(options(s"tcp://localhost:$port")))(ExecutionContext.global)
    // In 20 s, a single channel would not connect so often.
    try for (_ <- 1 to 8) socket.accept().close()
    finally socket.close()
    opened.isCompleted shouldBe false
    val proxy = new FaultyProxy(port, controllerUri.getPort)
    try Await.result(opened, 15.seconds).close()
    finally proxy.close()
  }

  test("a server that goes away during a handshake may come back, one whose certificate is bad does not get better") {
    def isForGood(cause: Exception) = ConnectionFailure.isForGood(new RuntimeException("UNAVAILABLE", cause))
    isForGood(new SSLHandshakeException("Connection closed while SSL/TLS handshake was in progress")) shouldBe false
    isForGood(new SSLHandshakeException("Remote host terminated the handshake")) shouldBe false
    isForGood(new SSLHandshakeException("PKIX path building failed")) shouldBe true
    isForGood(new CertificateExpiredException("NotAfter: yesterday")) shouldBe true
  }

  test("TLS against a server without it fails in one sentence") {
    val uri = s"tls://localhost:${controllerUri.getPort}"
    refusal(uri) should startWith(s"Cannot connect to controller '$uri': ")
  }

  test("the thread that reads answers, and all others, let the JVM end") {
    client.admin.scopeExists(scope)
    client.directory(id(newStream())).tail
    import scala.collection.JavaConverters._
    val mine = Thread.getAllStackTraces.keySet.asScala
      .filter(t => t.getName.startsWith("clientInternal") || t.getName.startsWith("ClientSocketReaders")
        || t.getName.startsWith("grpc") || t.getName.startsWith("pravega-"))
    mine should not be empty
    mine.filterNot(_.isDaemon) shouldBe empty
  }

  test("many calls and readers share few connections") {
    val connection = Connection.open(connectionOptions)
    try {
      val streams = (1 to 5).map(_ => newStream(segments = 4))
      def directory(stream: String) = new RemoteDirectory(connection, id(stream), new EmptyTokenProviderImpl)
      val events = new RemoteEvents(connection, _ => new EmptyTokenProviderImpl)
      streams.foreach(s => writeEvents(s, "x"))
      for (_ <- 1 to 3; s <- streams) {
        val d = directory(s)
        d.slices(new CutRange(d.head, d.tail)).forEach { slice =>
          val cursor = events.open(slice)
          cursor.next() shouldBe true
          cursor.close()
        }
      }
      connection.requestPool.asInstanceOf[EagerConnectionPool].sockets.size should
        be <= connection.config.getMaxConnectionsPerSegmentStore
    } finally connection.close()
  }

  test("credentials: user and password, token, token file") {
    def sent(credentials: CredentialOptions): (String, String) = {
      val c: Credentials = ClientConfigs.of(options("tcp://localhost:1", credentials)).getCredentials
      (c.getAuthenticationType, c.getAuthenticationToken)
    }
    sent(new CredentialOptions.UserPassword("u", new Secret("p"))) shouldBe (("Basic", "dTpw"))
    sent(new CredentialOptions.BearerToken(new Secret("t"))) shouldBe (("Bearer", "t"))
    val file = Files.writeString(Files.createTempFile("token", ""), "one\n")
    sent(new CredentialOptions.TokenFile(file.toString)) shouldBe (("Bearer", "one"))
  }

  test("a token file is read again when it has changed") {
    val file = Files.writeString(Files.createTempFile("token", ""), "one")
    val credentials = ClientConfigs.of(
      options("tcp://localhost:1", new CredentialOptions.TokenFile(file.toString))).getCredentials
    credentials.getAuthenticationToken shouldBe "one"
    Files.writeString(file, "two")
    credentials.getAuthenticationToken shouldBe "two"
  }

  test("a token file that is missing or empty is named, and nothing of another's content") {
    (the[RuntimeException] thrownBy TokenCredentials.fromFile("/no/such").getAuthenticationToken).getMessage should
      startWith("Cannot read token file '/no/such': ")
    val empty: Path = Files.createTempFile("token", "")
    the[RuntimeException] thrownBy TokenCredentials.fromFile(empty.toString).getAuthenticationToken should have message
      s"Cannot read token file '$empty': it is empty"
  }

  test("a plug-in that is not there is named") {
    val e = the[IllegalArgumentException] thrownBy ClientConfigs.of(
      options("tcp://localhost:1", new CredentialOptions.Plugin("com.example.Nope")))
    e.getMessage should startWith("Invalid credentials plug-in 'com.example.Nope': ")
  }

  test("a trust store that holds no certificates is named, before anything is sent") {
    val empty = Files.createTempFile("trust", ".pem")
    for (file <- Seq(empty.toString, "/no/such.pem")) {
      val e = the[IllegalArgumentException] thrownBy PravegaClients.SHARED.acquire(new ConnectionOptions(
        URI.create("tls://localhost:1"), new ConnectionOptions.Tls(file, true), new CredentialOptions.None,
        Duration.ofMinutes(10)))
      e.getMessage should startWith(s"Invalid trust store '$file': expected a PEM file with certificates")
    }
  }

  test("pravegas asks for nothing in plain text") {
    val config = ClientConfigs.of(options("pravegas://a:1,b:2"))
    config.getControllerURI shouldBe URI.create("tls://a:1,b:2")
    config.isEnableTlsToController shouldBe true
    config.isEnableTlsToSegmentStore shouldBe true
  }
}
