// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.commit

import java.lang.reflect.Proxy
import java.time.Duration
import java.util.UUID
import java.util.concurrent.{CompletableFuture, ExecutionException}
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicInteger

import scala.collection.JavaConverters._
import scala.util.Random

import io.grpc.Status
import io.pravega.client.control.impl.Controller
import io.pravega.client.security.auth.EmptyTokenProviderImpl
import io.pravega.client.segment.impl.Segment
import io.pravega.client.stream.Stream
import io.pravega.shared.NameUtils
import io.pravega.connectors.spark.client.{EventFormat, EventWriter, PravegaException, TransactionFinishedException, TransactionStatus, WriteFailedException}
import io.pravega.connectors.spark.client.connection.{Connection, ConnectionFixture}
import io.pravega.connectors.spark.client.read.SegmentRequests
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

import TransactionStatus._

class RemoteTransactionsSuite extends AnyFunSuite with Matchers with Eventually with ConnectionFixture {

  implicit override val patienceConfig: PatienceConfig = PatienceConfig(30.seconds, 20.millis)

  private def begin(stream: String, events: (String, String)*): EventWriter = {
    val writer = transactions(stream).begin()
    events.foreach { case (key, event) => write(writer, key, event) }
    writer.flush()
    writer.close()
    writer
  }

  private def awaitStatus(stream: String, transaction: UUID, expected: TransactionStatus): Unit =
    eventually(status(stream, transaction) shouldBe expected)

  private def commit(stream: String, writer: EventWriter): Unit = {
    transactions(stream).commit(writer.transactionId.get)
    awaitStatus(stream, writer.transactionId.get, COMMITTED)
  }

  test("events are visible once the transaction is committed") {
    val stream = newStream(segments = 3)
    val events = (1 to 1000).map(i => s"key-${i % 10}" -> s"event-$i")
    val writer = begin(stream, events: _*)
    readAll(stream) shouldBe empty
    status(stream, writer.transactionId.get) shouldBe OPEN
    commit(stream, writer)
    readAll(stream) should contain theSameElementsAs events.map(_._2)
  }

  test("a transaction of a sealed stream is refused, soon") {
    val stream = newStream()
    sealStream(stream)
    val began = System.nanoTime()
    the[WriteFailedException] thrownBy begin(stream) should have message
      s"Cannot write to stream ${id(stream)}: it is sealed"
    Duration.ofNanos(System.nanoTime() - began).getSeconds should be < 30L
  }

  test("events of a key go where Pravega's own writer sends them, in order") {
    val stream = newStream(segments = 5)
    val random = new Random(1)
    val keys = Seq.fill(200)(random.alphanumeric.take(8).mkString)
    writeKeyed(stream, keys.map(key => key -> key): _*)
    val segmentOf = readEvents(stream).map(e => e.text -> e.segmentId).toMap
    commit(stream, begin(stream, (1 to 5).flatMap(i => keys.map(key => key -> s"$key-$i")): _*))
    val written = readEvents(stream).filter(_.text.contains('-'))
    written.map(e => e.text.takeWhile(_ != '-') -> e.segmentId).toSet shouldBe segmentOf.toSet
    keys.foreach { key =>
      written.map(_.text).filter(_.startsWith(s"$key-")) shouldBe (1 to 5).map(i => s"$key-$i")
    }
  }

  test("events without a key go round the segments") {
    val stream = newStream(segments = 4)
    val event = "x" * 1000
    commit(stream, begin(stream, (1 to 2000).map(_ => (null: String) -> event): _*))
    val perSegment = readEvents(stream).groupBy(_.segmentId).mapValues(_.size)
    perSegment.values.sum shouldBe 2000
    perSegment.keySet should have size 4
    perSegment.values.max should be < 700
  }

  test("the server counts every event of a batch") {
    val stream = newStream()
    val writer = begin(stream, (1 to 12345).map(i => "key" -> s"event-$i"): _*)
    val segment = new Segment(scope, stream, 0).getScopedName
    eventCount(NameUtils.getTransactionNameFromId(segment, writer.transactionId.get)) shouldBe 12345
    transactions(stream).abort(writer.transactionId.get)
  }

  test("events up to the limit are written, longer ones refused") {
    val stream = newStream()
    val most = EventFormat.MAX_PAYLOAD_BYTES
    val sizes = Seq(1, most / 2 + 1, 0, most, 5, most)
    val events = sizes.zipWithIndex.map { case (size, i) => Array.fill[Byte](size)(i.toByte) }
    val writer = transactions(stream).begin()
    events.foreach(write(writer, "key", _))
    val e = intercept[IllegalArgumentException] {
      write(writer, "key", new Array[Byte](EventFormat.MAX_PAYLOAD_BYTES + 1))
    }
    e.getMessage shouldBe "Invalid event of 8388609 bytes: expected at most 8388608 bytes (8 MiB)"
    writer.flush()
    writer.close()
    commit(stream, writer)
    readEvents(stream).map(_.bytes.toSeq) shouldBe events.map(_.toSeq)
  }

  test("a commit or abort that comes again does nothing") {
    val stream = newStream()
    val committed = begin(stream, "key" -> "a").transactionId.get
    transactions(stream).commit(committed)
    transactions(stream).commit(committed)
    awaitStatus(stream, committed, COMMITTED)
    transactions(stream).commit(committed)
    val aborted = begin(stream, "key" -> "b").transactionId.get
    transactions(stream).abort(aborted)
    transactions(stream).abort(aborted)
    awaitStatus(stream, aborted, ABORTED)
    transactions(stream).abort(aborted)
    readAll(stream) shouldBe Seq("a")
  }

  test("a finished transaction can be neither committed nor aborted the other way") {
    val stream = newStream()
    val aborted = begin(stream, "key" -> "a").transactionId.get
    transactions(stream).abort(aborted)
    awaitStatus(stream, aborted, ABORTED)
    intercept[TransactionFinishedException](transactions(stream).commit(aborted)).getMessage shouldBe
      s"Cannot commit transaction $aborted: the server says it is ABORTED"
    val committed = begin(stream, "key" -> "b").transactionId.get
    transactions(stream).commit(committed)
    awaitStatus(stream, committed, COMMITTED)
    intercept[PravegaException](transactions(stream).abort(committed)).getMessage shouldBe
      s"Cannot abort transaction $committed of stream ${id(stream)}: it is COMMITTED"
  }

  test("a transaction nobody has heard of is unknown") {
    val stream = newStream()
    val unknown = begin(newStream()).transactionId.get
    status(stream, unknown) shouldBe UNKNOWN
    transactions(stream).abort(unknown)
    intercept[TransactionFinishedException](transactions(stream).commit(unknown)).getMessage should
      endWith("it is UNKNOWN")
  }

  test("many transactions are finished at once; one that fails does not hold up the others") {
    val stream = newStream(segments = 2)
    val all = (1 to 24).map(i => begin(stream, s"key-$i" -> s"event-$i").transactionId.get)
    val (commits, aborts) = all.splitAt(16)
    transactions(stream).abortAll(aborts.asJava)
    eventually(transactions(stream).statuses(aborts.asJava).asScala.values.toSet shouldBe Set(ABORTED))
    val e = intercept[TransactionFinishedException] {
      transactions(stream).commitAll((aborts.take(2) ++ commits).asJava)
    }
    e.getSuppressed should have length 1
    eventually {
      transactions(stream).statuses(all.asJava).asScala shouldBe
        (commits.map(_ -> COMMITTED) ++ aborts.map(_ -> ABORTED)).toMap
    }
    readAll(stream) should contain theSameElementsAs (1 to 16).map(i => s"event-$i")
  }

  test("transactions committed one after the other become visible in that order") {
    val stream = newStream()
    val all = (1 to 10).map(i => begin(stream, "key" -> s"event-$i"))
    all.reverse.foreach(writer => transactions(stream).commit(writer.transactionId.get))
    all.foreach(writer => awaitStatus(stream, writer.transactionId.get, COMMITTED))
    readAll(stream) shouldBe (1 to 10).reverse.map(i => s"event-$i")
  }

  test("a transaction outlives its lease, its writer and some lost pings, and pings end with it") {
    val stream = newStream()
    val failures = new AtomicInteger
    val owner = transactionsOver(stream, leaseSeconds = 10) {
      case ("pingTransaction", _) if failures.incrementAndGet() <= 3 => Status.UNKNOWN
    }
    val kept = owner.transactions.begin()
    write(kept, "key", "a")
    kept.flush()
    kept.close()
    val left = connection.controller.createTransaction(Stream.of(scope, stream), 10000).join().getTxnId
    val adopted = connection.controller.createTransaction(Stream.of(scope, stream), 10000).join().getTxnId
    owner.transactions.keepAlive(adopted)
    eventually(timeout(60.seconds))(status(stream, left) shouldBe ABORTED)
    transactions(stream).statuses(Seq(kept.transactionId.get, adopted).asJava).asScala.values.toSeq shouldBe
      Seq(OPEN, OPEN)
    failures.get should be > 3
    owner.keepAlive.isNeeded shouldBe true
    // Finished by somebody else: the next ping tells.
    transactions(stream).commit(kept.transactionId.get)
    transactions(stream).abort(adopted)
    eventually(owner.keepAlive.isNeeded shouldBe false)
    readAll(stream) shouldBe Seq("a")
  }

  test("no ping gets in the way of a commit that follows soon") {
    val stream = newStream()
    val pings = new AtomicInteger
    val owner = transactionsOver(stream) {
      case ("pingTransaction", _) =>
        pings.incrementAndGet()
        Status.UNKNOWN
    }
    val begun = owner.transactions.begin()
    write(begun, "key", "a")
    begun.flush()
    val foreign = begin(stream, "key" -> "b")
    for (writer <- Seq(begun, foreign)) {
      owner.transactions.keepAlive(writer.transactionId.get)
      owner.transactions.commit(writer.transactionId.get)
      awaitStatus(stream, writer.transactionId.get, COMMITTED)
      writer.close()
    }
    owner.keepAlive.isNeeded shouldBe false
    pings.get shouldBe 0
    readAll(stream) shouldBe Seq("a", "b")
  }

  test("a lease longer than the server allows is lowered") {
    val stream = newStream()
    val writer = transactions(stream, leaseSeconds = 7200).begin()
    eventually(keepAlive.allowed(Duration.ofHours(2)) shouldBe Duration.ofSeconds(7200 / 16))
    commit(stream, writer)
  }

  test("a lease that a strict server refuses is lowered to what it allows") {
    val stream = newStream()
    val owner = transactionsOver(stream, leaseSeconds = 60) {
      case ("createTransaction", args) if args(1).asInstanceOf[Long] > 20000 =>
        Status.OUT_OF_RANGE.withDescription("lease value too large, max value is 20000")
    }
    val writer = owner.transactions.begin()
    owner.keepAlive.allowed(Duration.ofSeconds(60)) shouldBe Duration.ofSeconds(20)
    owner.transactions.abort(writer.transactionId.get)
    owner.keepAlive.isNeeded shouldBe false
  }

  test("a commit whose answer was lost has happened; one that was not heard has not") {
    val stream = newStream()
    val committed = begin(stream, "key" -> "a").transactionId.get
    val open = begin(stream, "key" -> "b").transactionId.get
    val owner = transactionsOver(stream) {
      case ("commitTransaction", args) =>
        if (args(3) == committed) transactions(stream).commit(committed)
        Status.UNAVAILABLE
    }
    owner.transactions.commit(committed)
    intercept[PravegaException](owner.transactions.commit(open)).getMessage should
      startWith(s"Cannot commit transaction $open of stream ${id(stream)}: ")
    status(stream, open) shouldBe OPEN
    transactions(stream).abort(open)
  }

  private case class Owner(keepAlive: KeepAlive, transactions: RemoteTransactions)

  /** Over a controller of which certain calls, by name and arguments, fail. */
  private def transactionsOver(stream: String, leaseSeconds: Int = 120)(
      failing: PartialFunction[(String, Array[AnyRef]), Status]): Owner = {
    val real = connection.controller
    val controller = Proxy.newProxyInstance(getClass.getClassLoader, Array(classOf[Controller]),
      (_, method, arguments) => failing.lift((method.getName, arguments)) match {
        case Some(status) => CompletableFuture.failedFuture[AnyRef](status.asRuntimeException)
        case None => method.invoke(real, Option(arguments).getOrElse(Array.empty[AnyRef]): _*)
      }).asInstanceOf[Controller]
    val failingConnection = new Connection(connection.config, connection.requestPool, connection.appendPool,
      controller, connection.outageTimeout)
    val keepAlive = closedAfterAll(new KeepAlive(controller, connection.outageTimeout))(_.stop())
    Owner(keepAlive,
      new RemoteTransactions(failingConnection, keepAlive, id(stream), Duration.ofSeconds(leaseSeconds)))
  }

  test("writing to a transaction that was aborted fails") {
    val stream = newStream(segments = 2)
    val writer = transactions(stream).begin()
    (1 to 10).foreach(i => write(writer, s"key-$i", "a"))
    writer.flush()
    transactions(stream).abort(writer.transactionId.get)
    awaitStatus(stream, writer.transactionId.get, ABORTED)
    val e = intercept[WriteFailedException] {
      (1 to 10).foreach(i => write(writer, s"key-$i", "b"))
      writer.flush()
    }
    e.getMessage shouldBe
      s"Cannot write to transaction ${writer.transactionId.get} of stream ${id(stream)}: the server says it is ABORTED"
    intercept[WriteFailedException](write(writer, "key", "c"))
    writer.close()
  }

  test("lost connections lose and double nothing") {
    val stream = newStream(segments = 3)
    val writer = transactions(stream).begin()
    val count = 60000
    (1 to count).foreach { i =>
      write(writer, s"key-${i % 50}", s"${i % 50}-$i-${"x" * 200}")
      if (i % (count / 6) == 0) {
        sockets.foreach(_.close())
      }
    }
    writer.flush()
    writer.close()
    commit(stream, writer)
    val byKey = readAll(stream).map(_.split('-')).groupBy(_.head).mapValues(_.map(_.apply(1).toInt))
    byKey should have size 50
    (0 until 50).foreach(k => byKey(k.toString) shouldBe (1 to count).filter(_ % 50 == k))
  }

  test("the server refuses too long a lease with the words that are looked for, and is not asked again and again") {
    val stream = newStream()
    val e = intercept[ExecutionException] {
      connection.controller.createTransaction(Stream.of(scope, stream), Duration.ofHours(2).toMillis).get(10, SECONDS)
    }
    Iterator.iterate[Throwable](e)(_.getCause).takeWhile(_ != null).map(_.getMessage).mkString("\n") should
      include regex "lease value too large, max value is \\d+"
  }

  test("further transactions open no socket and no thread") {
    val stream = newStream(segments = 4)
    def round(): Unit = commit(stream, begin(stream, (1 to 100).map(i => s"key-$i" -> "event"): _*))
    (1 to 15).foreach(_ => round())
    val socketsBefore = sockets.size
    val threadsBefore = Thread.activeCount
    (1 to 20).foreach(_ => round())
    sockets.size shouldBe socketsBefore
    Thread.activeCount should be <= threadsBefore
  }

  test("sockets that carry appends carry no requests, for answers are followed by further requests") {
    val stream = newStream()
    val own = newConnection()
    def opened: (Int, Int) = (sockets(own.requestPool).size, sockets(own.appendPool).size)
    val requests = new SegmentRequests(own, id(stream), 0, new EmptyTokenProviderImpl)
    val all = own.config.getMaxConnectionsPerSegmentStore
    requests.state().get(10, SECONDS)
    // All at once, so that none has to be opened later.
    opened shouldBe ((all, 0))
    val writer = new RemoteTransactions(own, keepAlive, id(stream), Duration.ofSeconds(30)).begin()
    write(writer, "key", "event")
    writer.flush()
    opened shouldBe ((all, all))
    writer.close()
    requests.close()
  }

  test("a stream that does not exist is told so") {
    val e = intercept[PravegaException](transactions("nowhere").begin())
    e.getMessage should startWith(s"Cannot begin a transaction of stream $scope/nowhere: ")
  }
}
