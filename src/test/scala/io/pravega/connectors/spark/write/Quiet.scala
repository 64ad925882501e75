// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import org.apache.logging.log4j.Level
import org.apache.logging.log4j.core.config.Configurator
import org.scalatest.{BeforeAndAfterAll, Suite}

/** Thousands of failures on purpose need not be logged. */
trait Quiet extends BeforeAndAfterAll { this: Suite =>
  private val logger = classOf[EpochCommitter].getPackageName

  override protected def beforeAll(): Unit = {
    super.beforeAll()
    Configurator.setLevel(logger, Level.OFF)
  }

  override protected def afterAll(): Unit =
    try Configurator.setLevel(logger, null.asInstanceOf[Level])
    finally super.afterAll()
}
