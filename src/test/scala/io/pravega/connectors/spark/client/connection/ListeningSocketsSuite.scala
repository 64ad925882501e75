// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection

import java.time.Duration
import java.util.concurrent.{CompletableFuture, LinkedBlockingQueue, ScheduledExecutorService}
import java.util.concurrent.TimeUnit.SECONDS

import io.pravega.client.connection.impl.{ClientConnection, ConnectionFactory}
import io.pravega.shared.protocol.netty.{FailingReplyProcessor, PravegaNodeUri, ReplyProcessor}
import io.pravega.shared.protocol.netty.WireCommands.KeepAlive
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class ListeningSocketsSuite extends AnyFunSuite with Matchers {

  private val dropped = new LinkedBlockingQueue[String]

  private class User(name: String) extends FailingReplyProcessor {
    override def keepAlive(reply: KeepAlive): Unit = ()
    override def connectionDropped(): Unit = dropped.add(name)
    override def processingFailure(error: Exception): Unit = fail(error)
  }

  test("only sockets to the server are closed, and of those only the silent ones") {
    val wires = collection.mutable.Buffer[ReplyProcessor]()
    val sockets = new ListeningSockets(new ConnectionFactory {
      override def establishConnection(server: PravegaNodeUri, replies: ReplyProcessor)
          : CompletableFuture[ClientConnection] = {
        wires += replies
        CompletableFuture.completedFuture(null)
      }
      override def getInternalExecutor: ScheduledExecutorService = null
      override def close(): Unit = ()
    })
    val (one, other) = (new PravegaNodeUri("one", 1), new PravegaNodeUri("other", 1))
    sockets.establishConnection(one, new User("silent"))
    sockets.establishConnection(one, new User("answering"))
    sockets.establishConnection(other, new User("elsewhere"))
    val silence = Duration.ofMillis(200)
    Thread.sleep(silence.toMillis)
    wires(1).process(new KeepAlive)
    sockets.closeSilent(one, silence)
    dropped.poll(10, SECONDS) shouldBe "silent"
    // What was closed is not closed again.
    sockets.closeSilent(one, Duration.ZERO)
    dropped.poll(10, SECONDS) shouldBe "answering"
    dropped.poll(1, SECONDS) shouldBe null
  }
}
