// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.io.File
import java.nio.file.{Files, Path}

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.testing.BoundToParent
import io.pravega.connectors.spark.write.CopyStream

/** [[OrderedCopy]] in a process of its own, with two executors in processes of their own. */
class CopyQuery(options: Map[String, String], from: String, val exactlyOnce: String, val atLeastOnce: String,
    directory: Path) extends AutoCloseable {

  private val checkpoints = directory.resolve("checkpoints").toAbsolutePath
  private var driver: Process = _
  private var runs = 0
  private val watches = Seq(exactlyOnce, atLeastOnce).map(to => to -> new CommitWatch(checkpoints.resolve(to))).toMap

  /** Starts the program, from its checkpoints if there are any. */
  def start(): Unit = {
    runs += 1
    val log = directory.resolve(s"copy-$runs.log").toAbsolutePath.toString
    val properties = options.map { case (key, value) => s"copy.$key" -> value } ++ Map(
      "spark.master" -> "local-cluster[2,2,1024]",
      "spark.driver.host" -> "127.0.0.1",
      "spark.executor.extraClassPath" -> sys.props("java.class.path"),
      "spark.executor.memory" -> "512m",
      "spark.executor.extraJavaOptions" -> s"-XX:TieredStopAtLevel=1 -Dpravega.test.log=$log.executors",
      "spark.ui.enabled" -> "false",
      // Without a user interface, too, Spark remembers a thousand of each.
      "spark.ui.retainedJobs" -> "10",
      "spark.ui.retainedStages" -> "10",
      "spark.ui.retainedTasks" -> "100",
      "spark.sql.ui.retainedExecutions" -> "5",
      "java.io.tmpdir" -> sys.props("java.io.tmpdir"),
      "pravega.test.log" -> log)
    val command = Seq(Path.of(sys.props("java.home"), "bin", "java").toString, "-Xmx1g", "-XX:TieredStopAtLevel=1") ++
      CopyStream.javaOptions ++ properties.map { case (key, value) => s"-D$key=$value" } ++
      Seq("-cp", sys.props("java.class.path"), classOf[BoundToParent].getName,
        OrderedCopy.getClass.getName.stripSuffix("$"), from, exactlyOnce, atLeastOnce, checkpoints.toString)
    val builder = new ProcessBuilder(command.asJava).redirectErrorStream(true).redirectOutput(new File(log + ".out"))
    // Enough of an installation for a local cluster, whose executors take their class path from a setting.
    val home = directory.resolve("home").toAbsolutePath
    Files.createDirectories(home.resolve("jars"))
    builder.environment.put("SPARK_HOME", home.toString)
    val scalaVersion = scala.util.Properties.versionNumberString.split('.').take(2).mkString(".")
    builder.environment.put("SPARK_SCALA_VERSION", scalaVersion)
    builder.environment.put("SPARK_LOCAL_IP", "127.0.0.1")
    driver = builder.start()
  }

  def isAlive: Boolean = driver.isAlive

  /** Kills the driver by SIGKILL; its executors end because of that. */
  def kill(): Unit = driver.destroyForcibly().waitFor()

  /** Whom the driver has started. Their command lines are too long for Java to show. */
  def executors: Seq[ProcessHandle] = driver.toHandle.children().iterator.asScala.toSeq

  /** The driver and its executors. */
  def processes: Seq[ProcessHandle] = driver.toHandle +: executors

  /** When new events came to a sink, as `System.nanoTime` was then. */
  def commitTimes(to: String): Vector[Long] = watches(to).times

  override def close(): Unit = {
    watches.values.foreach(_.close())
    if (driver != null) {
      val children = executors
      kill()
      children.foreach(_.destroyForcibly())
    }
  }
}
