// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.commit

import java.lang.reflect.Proxy
import java.time.Duration
import java.util.UUID
import java.util.concurrent.{CompletableFuture, ConcurrentLinkedQueue}

import scala.collection.JavaConverters._

import io.grpc.Status
import io.pravega.client.control.impl.Controller
import io.pravega.client.stream.Stream
import io.pravega.client.stream.Transaction.PingStatus
import io.pravega.controller.stream.api.grpc.v1.Controller.PingTxnStatus
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

/** What no real controller can be made to do at the right moment. */
class KeepAliveSuite extends AnyFunSuite with Matchers with Eventually {

  implicit override val patienceConfig: PatienceConfig = PatienceConfig(20.seconds, 20.millis)

  private val stream = Stream.of("scope", "stream")
  private val one = UUID.randomUUID()
  private val other = UUID.randomUUID()

  private final class Pinged(outageTimeout: Duration)(answer: UUID => CompletableFuture[PingStatus]) {
    val pings = new ConcurrentLinkedQueue[Ping]
    private val controller = Proxy.newProxyInstance(getClass.getClassLoader, Array(classOf[Controller]),
      (_, _, arguments) => {
        val id = arguments(1).asInstanceOf[UUID]
        pings.add(Ping(id, Thread.currentThread.getName, System.nanoTime()))
        answer(id)
      }).asInstanceOf[Controller]
    val keepAlive = new KeepAlive(controller, outageTimeout)
    def count(id: UUID): Int = pings.asScala.count(_.transaction == id)
  }

  private def pinged(outageTimeout: Duration)(answer: UUID => CompletableFuture[PingStatus])(
      body: Pinged => Unit): Unit = {
    val pinged = new Pinged(outageTimeout)(answer)
    try body(pinged)
    finally pinged.keepAlive.stop()
  }

  private val open = CompletableFuture.completedFuture(PingStatus.OPEN)

  test("an Error in the pings of one transaction does not stop those of another, which have a thread of their own") {
    pinged(Duration.ofMinutes(10))(id => if (id == one) throw new StackOverflowError else open) { setting =>
      Seq(one, other).foreach(setting.keepAlive.add(stream, _, Duration.ofSeconds(2)))
      eventually(setting.count(other) should be >= 4)
      setting.count(one) should be >= 1
      setting.pings.asScala.map(_.thread).toSet shouldBe Set("pravega-keep-alive")
    }
  }

  test("pings that are refused come less and less often, and the transaction is given up in the end") {
    val refused = CompletableFuture.failedFuture[PingStatus](Status.PERMISSION_DENIED.asRuntimeException)
    pinged(Duration.ofSeconds(3))(_ => refused) { setting =>
      setting.keepAlive.add(stream, one, Duration.ofSeconds(2))
      eventually(setting.keepAlive.isNeeded shouldBe false)
      val pauses = setting.pings.asScala.toSeq.map(_.at).sliding(2).map { case Seq(a, b) => (b - a) / 1000000 }.toSeq
      pauses should (have size 3 and be(sorted))
      pauses.last should be >= 3900L
    }
  }

  test("no ping is sent while one is under way") {
    pinged(Duration.ofMinutes(10))(id => if (id == one) new CompletableFuture else open) { setting =>
      Seq(one, other).foreach(setting.keepAlive.add(stream, _, Duration.ofSeconds(2)))
      eventually(setting.count(other) should be >= 4)
      setting.count(one) shouldBe 1
    }
  }

  test("the server's words for refused leases are those that are looked for") {
    PingTxnStatus.Status.values.map(_.name) should contain allOf ("LEASE_TOO_LARGE", "MAX_EXECUTION_TIME_EXCEEDED")
  }
}

private case class Ping(transaction: UUID, thread: String, at: Long)
