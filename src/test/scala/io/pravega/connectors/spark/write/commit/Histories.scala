// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit

import java.util.concurrent.ConcurrentLinkedQueue

import scala.collection.JavaConverters._

import org.apache.logging.log4j.Level
import org.apache.logging.log4j.core.config.Configurator
import org.scalatest.{BeforeAndAfterAll, Suite}

/** Runs thousands of histories, and logs none of their failures. */
trait Histories extends BeforeAndAfterAll { this: Suite =>
  private val logger = classOf[EpochCommitter].getPackageName

  /** Runs each history, on all cores, and counts how often they end in which way. */
  protected def endings[H, E](histories: Seq[H])(run: H => E): Map[E, Int] = {
    val found = new ConcurrentLinkedQueue[E]
    histories.asJava.parallelStream.forEach(history => found.add(run(history)))
    found.asScala.toSeq.groupBy(identity).map { case (ending, all) => ending -> all.size }.withDefaultValue(0)
  }

  override protected def beforeAll(): Unit = {
    super.beforeAll()
    Configurator.setLevel(logger, Level.OFF)
  }

  override protected def afterAll(): Unit =
    try Configurator.setLevel(logger, null.asInstanceOf[Level])
    finally super.afterAll()
}
