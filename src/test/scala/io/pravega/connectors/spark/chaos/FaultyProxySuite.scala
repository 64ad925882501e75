// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.io.IOException
import java.net.{ConnectException, InetAddress, InetSocketAddress, ServerSocket, Socket, SocketTimeoutException}
import java.time.Duration

import scala.util.Try

import org.scalatest.concurrent.Eventually._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

class FaultyProxySuite extends AnyFunSuite with Matchers {

  private val loopback = InetAddress.getLoopbackAddress

  test("bytes pass in both directions") {
    withProxy { proxy => echoed(connect(proxy), 1) shouldBe 1 }
  }

  test("the end of a server is the end of its clients' connections") {
    withProxy { proxy =>
      val client = connect(proxy)
      // The server's way to be told.
      client.getOutputStream.write(End)
      Try(client.getInputStream.read()).getOrElse(-1) shouldBe -1
    }
  }

  test("bytes are delayed, there and back") {
    withProxy { proxy =>
      val client = connect(proxy)
      proxy.delay(Duration.ofMillis(100))
      val begin = System.nanoTime()
      echoed(client, 1)
      (System.nanoTime() - begin) / 1000000 should be >= 200L
    }
  }

  test("bytes that are delayed do not wait for each other") {
    withProxy { proxy =>
      val client = connect(proxy)
      proxy.delay(Duration.ofMillis(100))
      val begin = System.nanoTime()
      // Apart, so that they pass one by one.
      for (byte <- 1 to 20) {
        client.getOutputStream.write(byte)
        Thread.sleep(5)
      }
      for (byte <- 1 to 20) client.getInputStream.read() shouldBe byte
      (System.nanoTime() - begin) / 1000000 should be < 2000L
    }
  }

  test("a limited bandwidth is shared by all connections") {
    withProxy { proxy =>
      val clients = Seq.fill(2)(connect(proxy))
      proxy.limit(20)
      val begin = System.nanoTime()
      // Each byte passes twice.
      clients.foreach(client => client.getOutputStream.write(1))
      clients.foreach(client => client.getInputStream.read() shouldBe 1)
      (System.nanoTime() - begin) / 1000000 should be >= 150L
      proxy.heal()
      echoed(connect(proxy), 2) shouldBe 2
    }
  }

  test("connections are reset, and new ones are welcome") {
    withProxy { proxy =>
      val client = connect(proxy)
      echoed(client, 1)
      proxy.reset()
      intercept[IOException](echoed(client, 2))
      echoed(connect(proxy), 3) shouldBe 3
    }
  }

  test("a server that has vanished keeps its connections and answers nobody") {
    withProxy { proxy =>
      val client = connect(proxy)
      echoed(client, 1)
      proxy.vanish()
      client.setSoTimeout(300)
      intercept[SocketTimeoutException](echoed(client, 2))
      intercept[SocketTimeoutException](connect(proxy))
      proxy.heal()
      echoed(connect(proxy), 3) shouldBe 3
      // Its peer does not know the first connection any more.
      eventually(timeout(5.seconds)) {
        intercept[IOException](echoed(client, 4)) should not be a[SocketTimeoutException]
      }
    }
  }

  test("an unreachable server refuses") {
    withProxy { proxy =>
      val client = connect(proxy)
      echoed(client, 1)
      proxy.refuse()
      intercept[IOException](echoed(client, 2))
      intercept[ConnectException](connect(proxy))
      proxy.heal()
      echoed(connect(proxy), 3) shouldBe 3
    }
  }

  private val End = 255

  private def connect(proxy: FaultyProxy): Socket = {
    val socket = new Socket()
    socket.connect(new InetSocketAddress(loopback, proxy.port), 500)
    socket
  }

  private def echoed(client: Socket, byte: Int): Int = {
    client.getOutputStream.write(byte)
    val answer = client.getInputStream.read()
    if (answer < 0) throw new IOException("the connection has ended")
    answer
  }

  /** A proxy before a server that sends every byte back. */
  private def withProxy(body: FaultyProxy => Unit): Unit = {
    val server = new ServerSocket(0, 10, loopback)
    val accepting = new Thread(() => Try(while (true) {
      val socket = server.accept()
      daemon {
        val in = Iterator.continually(socket.getInputStream.read()).takeWhile(byte => byte >= 0 && byte != End)
        in.foreach(socket.getOutputStream.write)
        socket.close()
      }
    }))
    accepting.setDaemon(true)
    accepting.start()
    val proxy = new FaultyProxy(freePort(), server.getLocalPort)
    try body(proxy)
    finally {
      proxy.close()
      server.close()
    }
  }

  private def daemon(work: => Unit): Unit = {
    val thread = new Thread(() => Try(work))
    thread.setDaemon(true)
    thread.start()
  }

  private def freePort(): Int = {
    val socket = new ServerSocket(0, 1, loopback)
    try socket.getLocalPort
    finally socket.close()
  }
}
