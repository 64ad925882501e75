// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.pool

import java.io.InterruptedIOException
import java.time.Duration
import java.util.concurrent.{CompletableFuture, CompletionException, ConcurrentLinkedQueue, CountDownLatch, Executors, TimeUnit}
import java.util.concurrent.atomic.{AtomicBoolean, AtomicInteger}

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.client.PravegaException
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

class ClientCacheSuite extends AnyFunSuite with Matchers with Eventually {

  override implicit val patienceConfig: PatienceConfig = PatienceConfig(10.seconds, 10.millis)

  private class Fixture(grace: Duration = Duration.ofMillis(50)) {
    val opened = new AtomicInteger
    val closed = new ConcurrentLinkedQueue[String]
    val busy = new AtomicBoolean
    @volatile var failure: RuntimeException = _
    val cache = new ClientCache[String, String](
      key => {
        opened.incrementAndGet()
        if (failure != null) throw failure
        s"$key-$opened"
      },
      value => { closed.add(value); () }, _ => busy.get, grace)
  }

  private def reapers: Set[Thread] =
    Thread.getAllStackTraces.keySet.asScala.filter(_.getName == "pravega-idle-connections").toSet

  test("holds on one key share a value, holds on two keys do not") {
    val f = new Fixture
    val holds = Seq("a", "a", "b").map(f.cache.acquire)
    holds.map(_.value) shouldBe Seq("a-1", "a-1", "b-2")
    holds.foreach(_.close())
  }

  test("a value is closed once, some time after the last hold") {
    val f = new Fixture
    val first = f.cache.acquire("a")
    val second = f.cache.acquire("a")
    first.close()
    first.close()
    Thread.sleep(200) // Nothing is to happen, so there is no condition to wait for.
    f.closed.asScala shouldBe empty
    second.close()
    eventually(f.closed.asScala.toSeq shouldBe Seq("a-1"))
  }

  test("a hold taken within the grace finds the value still open") {
    val f = new Fixture(Duration.ofMinutes(1))
    f.cache.acquire("a").close()
    f.cache.acquire("a").value shouldBe "a-1"
    f.closed.asScala shouldBe empty
  }

  test("after the grace a hold opens a new value") {
    val f = new Fixture
    f.cache.acquire("a").close()
    eventually(f.closed.size shouldBe 1)
    val hold = f.cache.acquire("a")
    hold.value shouldBe "a-2"
    hold.close()
  }

  test("a value at work stays open without a hold, until the work is done") {
    val f = new Fixture
    f.busy.set(true)
    f.cache.acquire("a").close()
    Thread.sleep(200) // As above.
    f.closed.asScala shouldBe empty
    f.busy.set(false)
    eventually(f.closed.size shouldBe 1)
  }

  test("the thread that closes idle values ends with the last of them and comes back with the next") {
    val f = new Fixture(Duration.ofMillis(500))
    val others = reapers
    for (_ <- 1 to 2) {
      f.cache.acquire("a").close()
      (reapers -- others) should have size 1
      eventually(f.closed should not be empty)
      eventually(reapers -- others shouldBe empty)
      f.closed.clear()
    }
  }

  test("a hold that was closed gives nothing") {
    val f = new Fixture
    val hold = f.cache.acquire("a")
    hold.close()
    the[IllegalStateException] thrownBy hold.value should have message
      "Cannot use a Pravega client: it was closed"
  }

  test("what could not be opened is tried again by the next user") {
    val f = new Fixture
    f.failure = new PravegaException("Cannot connect", null)
    (the[PravegaException] thrownBy f.cache.acquire("a")) shouldBe theSameInstanceAs(f.failure)
    f.failure = null
    val hold = f.cache.acquire("a")
    hold.value shouldBe "a-2"
    hold.close()
    eventually(f.closed.asScala.toSeq shouldBe Seq("a-2"))
  }

  /** A cache whose first value is being opened, and stays so until it is told how it went. */
  private class SlowFixture {
    val opened = new AtomicInteger
    val outcome = new CompletableFuture[String]
    val closed = new ConcurrentLinkedQueue[String]
    val cache = new ClientCache[String, String](_ => {
      opened.incrementAndGet()
      try outcome.join() catch { case e: CompletionException => throw e.getCause }
    }, value => { closed.add(value); () }, _ => false, Duration.ofMillis(50))

    def inBackground(): (Thread, CompletableFuture[Throwable]) = {
      val failure = new CompletableFuture[Throwable]
      val thread = new Thread(() => try { cache.acquire("a"); failure.complete(null) } catch {
        case e: Throwable => failure.complete(e)
      })
      thread.start()
      (thread, failure)
    }
  }

  test("all that wait for one value share one attempt and its failure") {
    val f = new SlowFixture
    val waiting = (1 to 5).map(_ => f.inBackground())
    eventually(waiting.map(_._1.getState).toSet shouldBe Set(Thread.State.WAITING))
    val failure = new PravegaException("Cannot connect", null)
    f.outcome.completeExceptionally(failure)
    waiting.foreach(_._2.get(10, TimeUnit.SECONDS) shouldBe theSameInstanceAs(failure))
    f.opened.get shouldBe 1
  }

  test("who is interrupted stops waiting; the others go on, and what nobody wants any more is closed") {
    val f = new SlowFixture
    val waiting = (1 to 2).map(_ => f.inBackground())
    eventually(waiting.map(_._1.getState).toSet shouldBe Set(Thread.State.WAITING))
    waiting.head._1.interrupt()
    waiting.head._2.get(10, TimeUnit.SECONDS).getCause shouldBe an[InterruptedIOException]
    waiting.last._2.isDone shouldBe false
    waiting.last._1.interrupt()
    waiting.last._2.get(10, TimeUnit.SECONDS).getCause shouldBe an[InterruptedIOException]
    f.outcome.complete("late")
    eventually(f.closed.asScala.toSeq shouldBe Seq("late"))
  }

  test("many threads at once open one value and never see it closed") {
    val f = new Fixture(Duration.ofMillis(1))
    val threads = Executors.newFixedThreadPool(8)
    val start = new CountDownLatch(1)
    try {
      val runs = (1 to 8).map(_ => threads.submit[Int](() => {
        start.await()
        (1 to 2000).count { _ =>
          val hold = f.cache.acquire("a")
          try f.closed.contains(hold.value) finally hold.close()
        }
      }))
      start.countDown()
      runs.map(_.get(30, TimeUnit.SECONDS)).sum shouldBe 0
      eventually(f.closed.size shouldBe f.opened.get)
    } finally threads.shutdownNow()
  }

  test("at the end everything is closed, in use or not") {
    val f = new Fixture(Duration.ofMinutes(1))
    f.cache.acquire("a")
    f.cache.acquire("b").close()
    f.cache.closeAll()
    f.closed.asScala.toSet shouldBe Set("a-1", "b-2")
  }
}
