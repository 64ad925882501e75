// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.append

import java.lang.reflect.Proxy
import java.time.Duration
import java.util.{List => JList}
import java.util.concurrent.{CompletableFuture, Executors, LinkedBlockingQueue, ScheduledExecutorService}
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicInteger

import io.pravega.client.connection.impl.{ClientConnection, ConnectionPool, Flow}
import io.pravega.client.control.impl.Controller
import io.pravega.client.security.auth.EmptyTokenProviderImpl
import io.pravega.common.ObjectClosedException
import io.pravega.shared.protocol.netty.{Append, PravegaNodeUri, ReplyProcessor, WireCommand, WireCommands}
import io.pravega.shared.protocol.netty.WireCommands.{AppendSetup, DataAppended, SetupAppend}
import io.pravega.connectors.spark.client.connection.Connection
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** What no real server can be made to do at the right moment. */
class SegmentAppenderSuite extends AnyFunSuite with Matchers with BeforeAndAfterAll {

  private val here = new PravegaNodeUri("nowhere", 1)
  private val executor = Executors.newSingleThreadScheduledExecutor()

  override def afterAll(): Unit = {
    executor.shutdownNow()
    super.afterAll()
  }

  /** Takes all appends, and acknowledges them at once. */
  private class Wire(replies: ReplyProcessor) extends ClientConnection {
    def greet(setup: SetupAppend): Unit =
      replies.process(new AppendSetup(setup.getRequestId, setup.getSegment, setup.getWriterId, 0))

    override def send(command: WireCommand): Unit = command match {
      case setup: SetupAppend => greet(setup)
      case _ =>
    }

    override def send(append: Append): Unit =
      replies.process(new DataAppended(append.getFlowId, append.getWriterId, append.getEventNumber, 0, 0))

    override def sendAsync(appends: JList[Append], callback: ClientConnection.CompletedCallback): Unit = fail()
    override def getLocation: PravegaNodeUri = here
    override def close(): Unit = ()
  }

  /** Greets later, takes an append, and is closed by another appender before it is asked to flush. */
  private class DroppedWire(replies: ReplyProcessor) extends Wire(replies) {
    val asked = new CompletableFuture[SetupAppend]

    override def send(command: WireCommand): Unit = command match {
      case setup: SetupAppend => asked.complete(setup)
      case _: WireCommands.KeepAlive => throw new ObjectClosedException("CommandEncoder")
    }
    override def send(append: Append): Unit = ()
  }

  private class Wires(wires: (ReplyProcessor => Wire)*) extends ConnectionPool {
    private val left = wires.iterator
    val opened = new LinkedBlockingQueue[Wire]

    override def getClientConnection(flow: Flow, uri: PravegaNodeUri, replies: ReplyProcessor)
        : CompletableFuture[ClientConnection] = {
      val wire = left.next()(replies)
      opened.add(wire)
      CompletableFuture.completedFuture(wire)
    }
    override def getClientConnection(uri: PravegaNodeUri, replies: ReplyProcessor)
        : CompletableFuture[ClientConnection] = fail()
    override def getClientConnection(flow: Flow, uri: PravegaNodeUri, replies: ReplyProcessor,
        connection: CompletableFuture[ClientConnection]): Unit = fail()
    override def getInternalExecutor: ScheduledExecutorService = executor
    override def close(): Unit = ()
  }

  private class Heard extends SegmentAppender.Listener {
    val durable = new LinkedBlockingQueue[AppendBuffer]
    override def durable(batches: JList[AppendBuffer]): Unit = batches.forEach(batch => durable.add(batch))
    override def `sealed`(appender: SegmentAppender): Unit = ()
    val failures = new LinkedBlockingQueue[Throwable]
    override def failed(cause: Throwable): Unit = failures.add(cause)
  }

  /** Answers nothing, as a server that is paused. */
  private class SilentWire(replies: ReplyProcessor) extends Wire(replies) {
    override def send(command: WireCommand): Unit = ()
    override def send(append: Append): Unit = ()
  }

  /** Greets, and then takes no append. */
  private class FailingWire(replies: ReplyProcessor) extends Wire(replies) {
    override def send(append: Append): Unit = throw new OutOfMemoryError("on purpose")
  }

  private val forgotten = new AtomicInteger

  private def appender(wires: Wires, heard: Heard, outageTimeout: Duration = Duration.ofMinutes(10)): SegmentAppender =
    new SegmentAppender(new Connection(null, wires, wires, controller, outageTimeout), "scope/stream/0.#epoch.0",
      new EmptyTokenProviderImpl, heard)

  private def batch(): AppendBuffer = {
    val batch = new AppendBuffer(100, 1)
    batch.add(0.5, Array[Byte](1, 2, 3), 0, 3)
    batch
  }

  private val controller = Proxy.newProxyInstance(getClass.getClassLoader, Array(classOf[Controller]),
    (_, method, _) => method.getName match {
      case "getEndpointForSegment" => CompletableFuture.completedFuture(here)
      case "updateStaleValueInCache" =>
        forgotten.incrementAndGet()
        null
    }).asInstanceOf[Controller]

  test("a connection that another appender closes while this one asks it to flush is replaced") {
    val wires = new Wires(new DroppedWire(_), new Wire(_))
    val heard = new Heard
    val appender = new SegmentAppender(new Connection(null, null, wires, controller, Duration.ofMinutes(10)),
      "scope/stream/0.#epoch.0", new EmptyTokenProviderImpl, heard)
    val batch = new AppendBuffer(100, 1)
    batch.add(0.5, Array[Byte](1, 2, 3), 0, 3)
    appender.append(batch)
    appender.flush()
    val dropped = wires.opened.poll(10, SECONDS).asInstanceOf[DroppedWire]
    dropped.greet(dropped.asked.get(10, SECONDS))
    heard.durable.poll(10, SECONDS) shouldBe theSameInstanceAs(batch)
    appender.close()
  }

  test("a server that answers nothing is left for another socket, and asked for anew") {
    val wires = new Wires(new SilentWire(_), new Wire(_))
    val heard = new Heard
    val silent = appender(wires, heard)
    val before = forgotten.get
    val appended = batch()
    silent.append(appended)
    heard.durable.poll(25, SECONDS) shouldBe theSameInstanceAs(appended)
    forgotten.get should be > before
    silent.close()
  }

  test("a server that answers nothing for the time of an outage fails the writer") {
    val wires = new Wires(Seq.fill(10)(new SilentWire(_: ReplyProcessor)): _*)
    val heard = new Heard
    val silent = appender(wires, heard, Duration.ofSeconds(5))
    silent.append(batch())
    val failure = heard.failures.poll(40, SECONDS)
    failure shouldBe an[OutageException]
    failure.asInstanceOf[OutageException].last.getMessage shouldBe "no answer within 15 s"
    silent.close()
  }

  test("an Error while a batch is sent fails the writer") {
    val wires = new Wires(new FailingWire(_))
    val heard = new Heard
    val failing = appender(wires, heard)
    try failing.append(batch())
    catch { case _: OutOfMemoryError => }
    heard.failures.poll(10, SECONDS) shouldBe an[OutOfMemoryError]
    failing.close()
  }
}
