// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection

import java.lang.reflect.{InvocationTargetException, Proxy}
import java.net.{InetAddress, ServerSocket, URI}
import java.time.Duration
import java.util.Optional
import java.util.concurrent.{CompletableFuture, CountDownLatch}
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicInteger

import scala.collection.JavaConverters._

import io.grpc.Status
import io.pravega.client.control.impl.Controller
import io.pravega.client.security.auth.EmptyTokenProviderImpl
import io.pravega.connectors.spark.client.{PravegaException, SegmentState}
import io.pravega.connectors.spark.client.commit.{LedgerTables, RemoteLedger}
import io.pravega.connectors.spark.client.read.RemoteDirectory
import io.pravega.connectors.spark.options.{ConnectionOptions, CredentialOptions}
import io.pravega.connectors.spark.stream.StreamId
import io.pravega.shared.protocol.netty.PravegaNodeUri
import org.scalatest.concurrent.{Eventually, TimeLimits}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

/** Servers that take requests and do not answer, at an address of which the test decides. */
class SilentServerSuite extends AnyFunSuite with ConnectionFixture with Matchers with TimeLimits with Eventually {

  override implicit val patienceConfig: PatienceConfig = PatienceConfig(20.seconds, 50.millis)

  /** A connection whose controller says what the test wants it to about where segments are. */
  private class Fixture(outageTimeout: Duration = Duration.ofMinutes(10)) {
    val stream: String = newStream()
    writeEvents(stream, "one")
    val real: PravegaNodeUri = serverOf(stream)
    val proxy: TcpProxy = closedAfterAll(new TcpProxy(real.getEndpoint, real.getPort))(_.close())
    @volatile var endpoint: () => CompletableFuture[PravegaNodeUri] = () => CompletableFuture.completedFuture(proxy.uri)
    val pool = new EagerConnectionPool(clientConfig, 2, "requests-of-test")
    private val own = closedAfterAll(new Connection(clientConfig, pool,
      new EagerConnectionPool(clientConfig, 2, "appends-of-test"), controller, outageTimeout))(_.close())

    private def controller: Controller = Proxy.newProxyInstance(getClass.getClassLoader, Array(classOf[Controller]),
      (_, method, arguments) => method.getName match {
        case "getEndpointForSegment" => endpoint()
        case "updateStaleValueInCache" | "close" => null
        case _ =>
          try method.invoke(connection.controller, Option(arguments).getOrElse(Array.empty[AnyRef]): _*)
          catch { case e: InvocationTargetException => throw e.getCause }
      }).asInstanceOf[Controller]

    def state: SegmentState = new RemoteDirectory(own, new StreamId(scope, stream), new EmptyTokenProviderImpl)
      .states(Set(Long.box(0L)).asJava).get(0L)

    lazy val ledger: RemoteLedger = new RemoteLedger(closedAfterAll(new LedgerTables(own))(_.close()), scope)

    def socketsToProxy: Int = pool.sockets.asScala.count(_.getLocation == proxy.uri)
  }

  private val one = new SegmentState(0, 11, false)

  test("a request to a server that falls silent is repeated to whoever has the segment now, on time") {
    val f = new Fixture
    f.state shouldBe one
    f.proxy.silence()
    val request = CompletableFuture.supplyAsync[SegmentState](() => f.state)
    eventually(f.pool.sockets.asScala.exists(_.isSilent(Duration.ofMillis(500))) shouldBe true)
    f.endpoint = () => CompletableFuture.completedFuture(f.real)
    request.get(25, SECONDS) shouldBe one
  }

  test("when only the connections are dead, the request is repeated over new ones, and the dead are not used again") {
    val f = new Fixture
    f.state shouldBe one
    f.proxy.silenceOpen()
    failAfter(50.seconds)(f.state shouldBe one)
    failAfter(50.seconds)(f.state shouldBe one)
  }

  test("a request to the ledger that is not answered gives up the connection that it waited on") {
    val f = new Fixture
    f.ledger.read("nothing") shouldBe Optional.empty()
    f.proxy.silence()
    (the[PravegaException] thrownBy f.ledger.read("nothing")).getMessage should include("no answer within 15 s")
    eventually(f.pool.sockets.asScala.filter(_.isSilent(Duration.ofSeconds(10))) shouldBe empty)
  }

  test("a server that refuses connections for longer than an outage may last is told of in one sentence") {
    val f = new Fixture(Duration.ofSeconds(3))
    val closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))
    closed.close()
    f.endpoint = () => CompletableFuture.completedFuture(new PravegaNodeUri("127.0.0.1", closed.getLocalPort))
    val began = System.nanoTime
    (the[PravegaException] thrownBy f.state).getMessage shouldBe
      s"Cannot find the segments of stream $scope/${f.stream}: connection refused; " +
      "this has not changed for 3 s (service_outage_timeout)"
    Duration.ofNanos(System.nanoTime - began).toMillis should (be >= 1000L and be < 15000L)
  }

  test("a controller that cannot say for a while where a segment is does not end a query") {
    val f = new Fixture
    val asked = new AtomicInteger
    f.endpoint = () => asked.incrementAndGet() match {
      case 1 => CompletableFuture.failedFuture(Status.UNAVAILABLE.asRuntimeException)
      case 2 => CompletableFuture.failedFuture(Status.DEADLINE_EXCEEDED.asRuntimeException)
      case _ => CompletableFuture.completedFuture(f.real)
    }
    failAfter(10.seconds)(f.state shouldBe one)
  }

  test("calls leave out a controller that has fallen silent") {
    val proxy = closedAfterAll(new TcpProxy(controllerUri.getHost, controllerUri.getPort))(_.close())
    val both = URI.create(s"tcp://127.0.0.1:${proxy.uri.getPort},127.0.0.1:${controllerUri.getPort}")
    val own = closedAfterAll(Connection.open(new ConnectionOptions(both, new ConnectionOptions.Tls(null, true),
      new CredentialOptions.None, Duration.ofMinutes(10))))(_.close())
    def call(): Unit = own.controller.checkScopeExists(scope).get(40, SECONDS) shouldBe true
    (1 to 4).foreach(_ => call())
    eventually(proxy.accepted.get should be >= 1)
    proxy.silence()
    failAfter(45.seconds)((1 to 20).foreach(_ => call()))
  }

  test("the controller's answers and pings have threads that no socket can block") {
    val own = newConnection()
    val done = new CountDownLatch(1)
    try {
      (1 to 20).foreach(_ => own.executor.execute(() => done.await()))
      own.controller.checkScopeExists(scope).get(20, SECONDS) shouldBe true
      own.controllerExecutor.submit(() => "pinged").get(20, SECONDS) shouldBe "pinged"
    } finally done.countDown()
  }
}
