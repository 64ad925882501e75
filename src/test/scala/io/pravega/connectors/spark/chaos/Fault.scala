// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

/**
 * Something that goes wrong and is mended.
 *
 * @param name what happens, such as `killed`
 * @param whom to whom, such as `store`
 * @param seconds how long it lasts
 * @param takeover after how many seconds another server has taken over, if one does
 * @param blocksCommits whether the controllers commit no transaction until its end, whoever has taken over
 * @param begin has it happen; what it returns ends it
 */
case class Fault(name: String, whom: String, seconds: Int, takeover: Option[Int] = None,
    blocksCommits: Boolean = false)(val begin: () => () => Unit) {
  override def toString: String = s"$whom: $name, $seconds s"
}

/**
 * What was seen of a fault. Times are those of `System.nanoTime`.
 *
 * @param first the number, by key, of the first event that was written after it had begun
 * @param exactlyOnce how the sink that has each event once fared
 * @param atLeastOnce how the other sink fared
 */
case class Outcome(fault: Fault, first: Map[String, Long], lasted: Long, exactlyOnce: Pause, atLeastOnce: Pause)

/**
 * The longest time in which nothing new came to a sink.
 *
 * @param late by how many nanoseconds it went on too late after the last pause that matters; not positive if in time
 */
case class Pause(lasted: Long, late: Long) {
  def seconds: String = f"${lasted / 1e9}%.1f s"
}
