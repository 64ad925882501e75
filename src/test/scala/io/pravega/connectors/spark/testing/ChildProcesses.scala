// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.testing

import java.nio.file.{Files, Path}

import scala.collection.JavaConverters._
import scala.util.Try

/** The child processes of Spark's processes. Drivers also start small programs, with which Hadoop looks at files. */
object ChildProcesses {

  /** Finds the executors that a driver or a worker has started. */
  def executors(parent: ProcessHandle): Seq[ProcessHandle] =
    parent.children().iterator.asScala.filter(commandLine(_).contains("CoarseGrainedExecutorBackend")).toVector

  /** Reads the whole of it; Java shows its beginning only, where the class path is. */
  private def commandLine(process: ProcessHandle): String =
    Try(Files.readString(Path.of("/proc", process.pid.toString, "cmdline"))).getOrElse("")
}
