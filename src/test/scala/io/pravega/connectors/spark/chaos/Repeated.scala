// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import scala.util.control.NonFatal

/** Something that a thread does again and again until it is closed. What fails is tried again, and counted. */
class Repeated private(name: String, pauseMillis: Long, work: () => Unit) extends AutoCloseable {

  @volatile private var closed = false
  @volatile private var done = 0
  @volatile private var failed = 0
  private val thread = new Thread(() => run(), name)
  thread.setDaemon(true)
  thread.start()

  /** How often it was done. */
  def successes: Int = done

  /** How often it failed. */
  def failures: Int = failed

  /** Does it no more; what has begun may go on for as long as it takes. */
  override def close(): Unit = closed = true

  private def run(): Unit = while (!closed) {
    try {
      work()
      done += 1
    } catch {
      case NonFatal(_) => failed += 1
    }
    Thread.sleep(pauseMillis)
  }
}

object Repeated {
  def apply(name: String, pauseMillis: Long)(work: => Unit): Repeated = new Repeated(name, pauseMillis, () => work)
}
