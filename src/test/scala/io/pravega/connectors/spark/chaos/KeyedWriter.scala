// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.nio.charset.StandardCharsets.UTF_8
import java.util.concurrent.{CompletableFuture, ConcurrentLinkedQueue, TimeUnit}
import java.util.concurrent.atomic.AtomicLong

import scala.collection.JavaConverters._

import io.pravega.client.{ClientConfig, EventStreamClientFactory}
import io.pravega.client.stream.EventWriterConfig
import io.pravega.client.stream.impl.ByteArraySerializer

/**
 * Writes events `key:number` with the plain client until it is stopped. Each key has a thread and a writer of its own,
 * so that a store that is away holds up no keys but its own.
 *
 * @param pauseMillis how long it waits before the next event of a key
 */
class KeyedWriter(config: ClientConfig, scope: String, stream: String, pauseMillis: Long = 25) extends AutoCloseable {
  import KeyedWriter._

  private val factory = EventStreamClientFactory.withScope(scope, config)
  private val numbers = (0 until Keys).map(i => s"k$i" -> new AtomicLong)
  private val acks = new ConcurrentLinkedQueue[CompletableFuture[Void]]
  @volatile private var stopping = false
  private val threads = numbers.map { case (key, next) =>
    val thread = new Thread(() => write(key, next), s"writer-$key")
    thread.setDaemon(true)
    thread.start()
    thread
  }

  /** The number of the next event of each key. */
  def next: Map[String, Long] = numbers.map { case (key, number) => key -> number.get }.toMap

  /** Writes no more, and returns when all is acknowledged. */
  def stop(): Unit = {
    stopping = true
    threads.foreach(_.join())
    CompletableFuture.allOf(acks.asScala.toSeq: _*).get(4, TimeUnit.MINUTES)
  }

  override def close(): Unit = {
    stopping = true
    factory.close()
  }

  private def write(key: String, next: AtomicLong): Unit = {
    val writer = factory.createEventWriter(stream, new ByteArraySerializer, Patient)
    while (!stopping) {
      acks.add(writer.writeEvent(key, s"$key:${next.getAndIncrement()}".getBytes(UTF_8)))
      Thread.sleep(pauseMillis)
    }
    writer.flush()
  }
}

private object KeyedWriter {
  private val Keys = 8

  /**
   * By default a writer waits up to 20 s before it tries again, and gives up after ten attempts. It tries
   * again once a second at most, because all keys and segments do so, and each attempt opens a connection.
   */
  private val Patient = EventWriterConfig.builder
    .initialBackoffMillis(100).backoffMultiple(2).maxBackoffMillis(1000).retryAttempts(10000).build
}
