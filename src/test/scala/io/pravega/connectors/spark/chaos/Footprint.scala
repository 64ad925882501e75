// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}

import scala.collection.JavaConverters._
import scala.util.Try

/** What a JVM holds: bytes of reachable objects, threads, and open files, sockets among them. */
case class Footprint(heap: Long, threads: Int, files: Int, sockets: Int) {
  override def toString: String = s"heap ${heap >> 20} MiB, $threads threads, $files open files with $sockets sockets"
}

object Footprint {

  /** Looks at another JVM of this Java and user, after a garbage collection. */
  def of(pid: Long): Footprint = {
    val heap = reachableBytes(pid)
    val threads = Files.list(Path.of("/proc", pid.toString, "task"))
    val files = Files.list(Path.of("/proc", pid.toString, "fd"))
    try {
      // Some are closed while they are looked at.
      val targets = files.iterator.asScala.flatMap(file => Try(Files.readSymbolicLink(file).toString).toOption).toSeq
      Footprint(heap, threads.count.toInt, targets.size, targets.count(_.startsWith("socket:")))
    } finally {
      threads.close()
      files.close()
    }
  }

  private def reachableBytes(pid: Long): Long = {
    val jcmd = Path.of(sys.props("java.home"), "bin", "jcmd").toString
    val process = new ProcessBuilder(jcmd, pid.toString, "GC.class_histogram").redirectErrorStream(true).start()
    val lines = new String(process.getInputStream.readAllBytes(), UTF_8).split('\n')
    process.waitFor()
    // The last line: Total, objects, bytes.
    val Array("Total", _, bytes) = lines.last.trim.split("\\s+")
    bytes.toLong
  }
}
