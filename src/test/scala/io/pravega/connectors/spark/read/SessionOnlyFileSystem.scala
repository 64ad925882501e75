// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.net.URI

import org.apache.hadoop.fs.RawLocalFileSystem

/** The local file system under a name that only a session's settings make known. */
class SessionOnlyFileSystem extends RawLocalFileSystem {
  override def getScheme: String = "sessiononly"
  override def getUri: URI = URI.create("sessiononly:///")
}
