// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.testing

import java.net.URI

/** The one Pravega server of this test JVM: started when first asked for, gone when the JVM is. */
object PravegaServer {

  private lazy val server: EmbeddedPravega = {
    val started = EmbeddedPravega.builder.jvmOption("-XX:TieredStopAtLevel=1").start()
    sys.addShutdownHook(started.close())
    started
  }

  def controllerUri: URI = server.controllerUri
}
