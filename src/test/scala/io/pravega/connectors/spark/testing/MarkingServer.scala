// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.testing

import java.net.URI

/** A Pravega server that makes marks every second: started when first asked for, gone when the JVM is. */
object MarkingServer {

  private lazy val server: EmbeddedPravega = {
    val started = EmbeddedPravega.builder.jvmOption("-XX:TieredStopAtLevel=1")
      .property("controller.watermarking.frequency.seconds", "1").start()
    sys.addShutdownHook(started.close())
    started
  }

  def controllerUri: URI = server.controllerUri
}
