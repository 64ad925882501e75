// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit

import org.apache.logging.log4j.Level
import org.apache.logging.log4j.core.config.Configurator
import org.scalatest.{BeforeAndAfterAll, Suite}

/** Commits whose failures are meant, and are not logged. */
trait QuietCommits extends BeforeAndAfterAll { this: Suite =>
  private val logger = classOf[EpochCommitter].getPackageName

  override protected def beforeAll(): Unit = {
    super.beforeAll()
    Configurator.setLevel(logger, Level.OFF)
  }

  override protected def afterAll(): Unit =
    try Configurator.setLevel(logger, null.asInstanceOf[Level])
    finally super.afterAll()
}
