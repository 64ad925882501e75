// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.cluster

import java.nio.file.{Files, Path, StandardCopyOption}
import java.util.concurrent.TimeUnit

import scala.collection.JavaConverters._
import scala.concurrent.duration._

import io.pravega.connectors.spark.testing.{BoundToParent, ChildProcesses}

/** A process of Spark's that ends with this one, in whatever way this one ends. Its output goes to `log`. */
class SparkProcess private (process: Process, val log: Path) {

  def said: String = Files.readString(log)

  def isAlive: Boolean = process.isAlive

  /** The executors that it has started. */
  def executors: Seq[ProcessHandle] = ChildProcesses.executors(process.toHandle)

  /** Waits for its end and returns its exit status; kills it when it takes longer than `limit`. */
  def await(limit: FiniteDuration): Int = {
    if (!process.waitFor(limit.toMillis, TimeUnit.MILLISECONDS)) {
      kill()
      throw new IllegalStateException(s"Cannot wait longer than $limit; the end of $log:\n${end()}")
    }
    process.exitValue
  }

  /** Waits until it has said something. */
  def awaitWords(words: String, times: Int = 1, limit: FiniteDuration = 3.minutes): Unit = {
    val deadline = limit.fromNow
    while (said.split(words, -1).length <= times) {
      if (!process.isAlive || deadline.isOverdue()) {
        throw new IllegalStateException(s"Cannot find '$words' $times times in $log, which ends:\n${end()}")
      }
      process.waitFor(100, TimeUnit.MILLISECONDS)
    }
  }

  def end(lines: Int = 60): String = said.linesIterator.toVector.takeRight(lines).mkString("\n")

  /** Kills it and all that it started. */
  def kill(): Unit = {
    val family = process.toHandle +: process.toHandle.descendants.iterator.asScala.toVector
    family.foreach(_.destroyForcibly())
    family.foreach(_.onExit.get(30, TimeUnit.SECONDS))
  }
}

object SparkProcess {

  /** Starts a command as [[SparkDistribution.command]] makes it. */
  def start(command: Seq[String], mainClass: String, environment: Map[String, String], log: Path): SparkProcess = {
    // A directory with nothing else in it: Spark must not see the other test classes.
    val binding = copyOf(classOf[BoundToParent], log.resolveSibling("bound-to-parent"))
    val classPath = command.indexOf("-cp") + 1
    val main = command.indexOf(mainClass)
    val bound = command.updated(classPath, s"${command(classPath)}:$binding")
      .patch(main, Seq(classOf[BoundToParent].getName), 0)
    val builder = new ProcessBuilder(bound.asJava).directory(log.getParent.toFile)
      .redirectErrorStream(true).redirectOutput(log.toFile)
    builder.environment.putAll(environment.asJava)
    new SparkProcess(builder.start(), log)
  }

  private def copyOf(aClass: Class[_], directory: Path): Path = {
    val file = aClass.getName.replace('.', '/') + ".class"
    val copy = directory.resolve(file)
    Files.createDirectories(copy.getParent)
    val bytes = aClass.getClassLoader.getResourceAsStream(file)
    try Files.copy(bytes, copy, StandardCopyOption.REPLACE_EXISTING)
    finally bytes.close()
    directory
  }
}
