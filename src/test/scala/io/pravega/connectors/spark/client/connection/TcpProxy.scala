// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection

import java.io.{InputStream, OutputStream}
import java.net.{InetAddress, ServerSocket, Socket}
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.{AtomicBoolean, AtomicInteger}

import scala.collection.JavaConverters._
import scala.util.control.NonFatal

import io.pravega.shared.protocol.netty.PravegaNodeUri

/** A server's second address, which can fall silent: it goes on accepting connections and bytes, and swallows them. */
final class TcpProxy(host: String, port: Int) extends AutoCloseable {

  private val listener = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"))
  private val open = ConcurrentHashMap.newKeySet[Pair]()
  private val silentFromNowOn = new AtomicBoolean
  val accepted = new AtomicInteger

  val uri: PravegaNodeUri = new PravegaNodeUri("127.0.0.1", listener.getLocalPort)

  private final class Pair(client: Socket) {
    val silent = new AtomicBoolean(silentFromNowOn.get)
    private val server = new Socket(host, port)

    def start(): Unit = {
      daemon(copy(client.getInputStream, server.getOutputStream))
      daemon(copy(server.getInputStream, client.getOutputStream))
    }

    private def copy(in: => InputStream, out: => OutputStream): Unit = {
      val bytes = new Array[Byte](64 * 1024)
      try Iterator.continually(in.read(bytes)).takeWhile(_ >= 0).foreach { count =>
        if (!silent.get) out.write(bytes, 0, count)
      } catch {
        case NonFatal(_) => // One side was closed.
      } finally close()
    }

    def close(): Unit = {
      client.close()
      server.close()
      open.remove(this)
    }
  }

  daemon {
    try while (true) {
      val pair = new Pair(listener.accept())
      accepted.incrementAndGet()
      open.add(pair)
      pair.start()
    } catch {
      case NonFatal(_) => // It was closed.
    }
  }

  private def daemon(work: => Unit): Unit = {
    val thread = new Thread(() => work, "tcp-proxy")
    thread.setDaemon(true)
    thread.start()
  }

  /** Silences the connections that there are. */
  def silenceOpen(): Unit = open.asScala.foreach(_.silent.set(true))

  /** Silences those, and all that come. */
  def silence(): Unit = {
    silentFromNowOn.set(true)
    silenceOpen()
  }

  def closeOpen(): Unit = open.asScala.toSeq.foreach(_.close())

  override def close(): Unit = {
    listener.close()
    closeOpen()
  }
}
