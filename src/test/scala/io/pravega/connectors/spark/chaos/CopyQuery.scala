// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.nio.file.{Files, Path}

/** [[OrderedCopy]] in processes of its own. It can be started again, and goes on from its checkpoints. */
class CopyQuery(options: Map[String, String], from: String, val exactlyOnce: String, val atLeastOnce: String,
    directory: Path, jvm: Map[String, String] = Map.empty)
  extends SparkProgram(OrderedCopy, options, directory,
    Seq(from, exactlyOnce, atLeastOnce, directory.resolve("checkpoints").toAbsolutePath.toString), jvm = jvm) {

  private val Started = "MicroBatchExecution: Starting [id" // Spark's words.
  private val watches = Seq(exactlyOnce, atLeastOnce)
    .map(to => to -> new CommitWatch(directory.resolve("checkpoints").resolve(to))).toMap

  /** When new events came to a sink, as `System.nanoTime` was then. */
  def commitTimes(to: String): Vector[Long] = watches(to).times

  /** Waits until Spark has started the latest run's queries. */
  def awaitStarted(): Unit = awaitLogged(Started)

  /** Tells whether the latest run's driver has ended because it found no controller at its start. */
  def hasFoundNoController: Boolean = !isAlive && !hasLogged(Started) &&
    Files.readString(Path.of(output)).contains("PravegaException: Cannot connect to controller")

  override def close(): Unit = {
    watches.values.foreach(_.close())
    super.close()
  }
}
