// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read

import java.lang.reflect.Proxy
import java.time.Duration
import java.util.{List => JList}
import java.util.concurrent.{CompletableFuture, ConcurrentLinkedQueue, Executors, ScheduledExecutorService}

import io.pravega.client.connection.impl.{ClientConnection, ConnectionPool, Flow}
import io.pravega.client.control.impl.Controller
import io.pravega.client.security.auth.{DelegationTokenProvider, EmptyTokenProviderImpl}
import io.pravega.connectors.spark.client.connection.Connection
import io.pravega.shared.protocol.netty.{Append, PravegaNodeUri, Reply, ReplyProcessor, WireCommand}
import io.pravega.shared.protocol.netty.WireCommands.{GetStreamSegmentInfo, ReadSegment, StreamSegmentInfo}
import org.scalatest.Assertions.fail

/** A segment store, and a controller that knows it, which answers reads as no real one can be made to. */
abstract class FakeStore(end: Long) extends ConnectionPool {

  private val executor = Executors.newSingleThreadScheduledExecutor()
  val here = new PravegaNodeUri("nowhere", 1)
  /** The servers that were said not to have the segment any more. */
  val forgotten = new ConcurrentLinkedQueue[AnyRef]

  /** Takes a read, whose answer may come at any time. */
  protected def read(request: ReadSegment, answer: Reply => Unit): Unit

  private def controller: Controller = Proxy.newProxyInstance(getClass.getClassLoader, Array(classOf[Controller]),
    (_, method, arguments) => method.getName match {
      case "getEndpointForSegment" => CompletableFuture.completedFuture(here)
      case "updateStaleValueInCache" => forgotten.add(arguments(1)); null
    }).asInstanceOf[Controller]

  def events(tokens: DelegationTokenProvider = new EmptyTokenProviderImpl): RemoteEvents =
    new RemoteEvents(new Connection(null, this, this, controller, Duration.ofMinutes(10)), _ => tokens)

  private class Wire(replies: ReplyProcessor) extends ClientConnection {
    override def send(command: WireCommand): Unit = command match {
      case request: ReadSegment => read(request, reply => replies.process(reply))
      case ask: GetStreamSegmentInfo => replies.process(
        new StreamSegmentInfo(ask.getRequestId, ask.getSegmentName, true, false, false, 0, end, 0))
    }
    override def send(append: Append): Unit = fail()
    override def sendAsync(appends: JList[Append], callback: ClientConnection.CompletedCallback): Unit = fail()
    override def getLocation: PravegaNodeUri = here
    override def close(): Unit = ()
  }

  override def getClientConnection(flow: Flow, uri: PravegaNodeUri, replies: ReplyProcessor)
      : CompletableFuture[ClientConnection] = CompletableFuture.completedFuture(new Wire(replies))
  override def getClientConnection(uri: PravegaNodeUri, replies: ReplyProcessor)
      : CompletableFuture[ClientConnection] = getClientConnection(Flow.create, uri, replies)
  override def getClientConnection(flow: Flow, uri: PravegaNodeUri, replies: ReplyProcessor,
      connection: CompletableFuture[ClientConnection]): Unit = connection.complete(new Wire(replies))
  override def getInternalExecutor: ScheduledExecutorService = executor
  override def close(): Unit = executor.shutdownNow()
}
