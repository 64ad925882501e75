// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection

import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit.SECONDS

import scala.collection.JavaConverters._

import io.pravega.client.ClientConfig
import io.pravega.client.connection.impl.{ClientConnection, Flow}
import io.pravega.shared.protocol.netty.FailingReplyProcessor
import io.pravega.shared.protocol.netty.WireCommands.{Hello, KeepAlive}
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

class EagerConnectionPoolSuite extends AnyFunSuite with ConnectionFixture with Matchers with Eventually {

  override implicit val patienceConfig: PatienceConfig = PatienceConfig(20.seconds, 50.millis)

  private val Sockets = 5

  private class User extends FailingReplyProcessor {
    val dropped = new CountDownLatch(1)
    override def hello(hello: Hello): Unit = ()
    override def connectionDropped(): Unit = dropped.countDown()
    override def processingFailure(error: Exception): Unit = ()
  }

  private class Fixture {
    private val config = ClientConfig.builder.controllerURI(controllerUri).maxConnectionsPerSegmentStore(Sockets).build
    val proxy: TcpProxy = closedAfterAll {
      val real = serverOf(newStream())
      new TcpProxy(real.getEndpoint, real.getPort)
    }(_.close())
    val pool: EagerConnectionPool = closedAfterAll(new EagerConnectionPool(config, 1, "pool-of-test"))(_.close())

    def connect(user: User = new User): ClientConnection =
      pool.getClientConnection(Flow.create, proxy.uri, user).get(10, SECONDS)

    def sockets: Seq[WatchedSocket] = pool.sockets.asScala.toSeq
  }

  test("all sockets to a server are opened at once") {
    val f = new Fixture
    f.connect()
    eventually(f.proxy.accepted.get shouldBe Sockets)
    f.sockets should have size Sockets
  }

  test("a server whose sockets are gone is forgotten, and all are opened at once again when it is back") {
    val f = new Fixture
    val user = new User
    f.connect(user)
    eventually(f.proxy.accepted.get shouldBe Sockets)
    f.proxy.closeOpen()
    user.dropped.await(10, SECONDS) shouldBe true
    eventually(f.sockets shouldBe empty)
    eventually(f.pool.servers shouldBe 0)
    f.connect()
    eventually(f.proxy.accepted.get shouldBe 2 * Sockets)
  }

  test("a socket on which the server does not answer is given up, one that is merely unused is not") {
    val f = new Fixture
    val user = new User
    val connection = f.connect(user)
    eventually(f.proxy.accepted.get shouldBe Sockets)
    // The answers to the greetings are in.
    eventually(f.sockets.count(_.isSilent(Duration.ZERO)) shouldBe 0)
    f.proxy.silence()
    connection.send(new KeepAlive)
    eventually(f.sockets.count(_.isSilent(Duration.ofMillis(100))) shouldBe 1)
    f.pool.dropSilent(f.proxy.uri, Duration.ofMillis(100))
    user.dropped.await(10, SECONDS) shouldBe true
    f.sockets should have size (Sockets - 1)
  }

  test("a server that accepts sockets and does nothing more does not keep others from being connected to") {
    val f = new Fixture
    f.proxy.silence()
    val connections = (1 to Sockets).map(_ => f.connect())
    connections.foreach(_.send(new KeepAlive))
    val real = serverOf(newStream())
    f.pool.getClientConnection(Flow.create, real, new User).get(10, SECONDS).getLocation shouldBe real
  }
}
