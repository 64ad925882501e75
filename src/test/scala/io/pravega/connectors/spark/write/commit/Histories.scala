// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit

import java.util.concurrent.ConcurrentLinkedQueue

import scala.collection.JavaConverters._

import org.scalatest.Suite

/** Runs thousands of histories. */
trait Histories extends QuietCommits { this: Suite =>

  /** Runs each history, on all cores, and counts how often they end in which way. */
  protected def endings[H, E](histories: Seq[H])(run: H => E): Map[E, Int] = {
    val found = new ConcurrentLinkedQueue[E]
    histories.asJava.parallelStream.forEach(history => found.add(run(history)))
    found.asScala.toSeq.groupBy(identity).map { case (ending, all) => ending -> all.size }.withDefaultValue(0)
  }
}
