// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.nio.file.Path

/** Watches a query's checkpoint: each epoch that is committed there has put new events into the sink. */
class CommitWatch(checkpoint: Path) extends AutoCloseable {

  private var lastEpoch = -1
  private var seen = Vector.empty[Long]
  @volatile private var closed = false
  private val thread = new Thread(() => watch(), "commit-watch")
  thread.setDaemon(true)
  thread.start()

  /** When epochs were committed, as `System.nanoTime` was then. */
  def times: Vector[Long] = synchronized(seen)

  override def close(): Unit = {
    closed = true
    thread.join()
  }

  private def watch(): Unit = while (!closed) {
    val epoch = Option(checkpoint.resolve("commits").toFile.list()).toSeq.flatten
      .filter(_.forall(_.isDigit)).map(_.toInt).reduceOption(_ max _).getOrElse(-1)
    if (epoch > lastEpoch) {
      lastEpoch = epoch
      synchronized(seen :+= System.nanoTime())
    }
    Thread.sleep(50)
  }
}
