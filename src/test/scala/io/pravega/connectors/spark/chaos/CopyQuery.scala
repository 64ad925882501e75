// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.io.File
import java.nio.file.{Files, Path}

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.testing.BoundToParent
import io.pravega.connectors.spark.write.CopyStream

/**
 * [[OrderedCopy]] in a process of its own, with two executors in processes of their own. Watches its checkpoint: each
 * epoch that is committed there has put new events into the sink.
 */
class CopyQuery(options: Map[String, String], from: String, to: String, directory: Path) extends AutoCloseable {

  private val checkpoint = directory.resolve("checkpoint")
  private var driver: Process = _
  private var runs = 0
  private var lastEpoch = -1
  private var commits = Vector.empty[Long]
  @volatile private var closed = false

  Files.createDirectories(checkpoint)
  private val watch = new Thread(() => watchCommits(), "commit-watch")
  watch.setDaemon(true)
  watch.start()

  /** Starts the program, from the checkpoint if there is one. */
  def start(): Unit = {
    runs += 1
    val log = directory.resolve(s"copy-$runs.log").toAbsolutePath.toString
    val properties = options.map { case (key, value) => s"copy.$key" -> value } ++ Map(
      "spark.master" -> "local-cluster[2,1,1024]",
      "spark.driver.host" -> "127.0.0.1",
      "spark.executor.extraClassPath" -> sys.props("java.class.path"),
      "spark.executor.memory" -> "512m",
      "spark.executor.extraJavaOptions" -> s"-XX:TieredStopAtLevel=1 -Dpravega.test.log=$log.executors",
      "spark.ui.enabled" -> "false",
      "java.io.tmpdir" -> sys.props("java.io.tmpdir"),
      "pravega.test.log" -> log)
    val command = Seq(Path.of(sys.props("java.home"), "bin", "java").toString, "-Xmx1g", "-XX:TieredStopAtLevel=1") ++
      CopyStream.javaOptions ++ properties.map { case (key, value) => s"-D$key=$value" } ++
      Seq("-cp", sys.props("java.class.path"), classOf[BoundToParent].getName,
        OrderedCopy.getClass.getName.stripSuffix("$"), from, to, checkpoint.toAbsolutePath.toString)
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

  def executors: Seq[ProcessHandle] = driver.toHandle.descendants().iterator.asScala.toSeq
    .filter(_.info.commandLine.orElse("").contains("CoarseGrainedExecutorBackend"))

  /** When epochs were committed, as `System.nanoTime` was then. */
  def commitTimes: Vector[Long] = synchronized(commits)

  override def close(): Unit = {
    closed = true
    watch.join()
    if (driver != null) {
      val children = executors
      kill()
      children.foreach(_.destroyForcibly())
    }
  }

  private def watchCommits(): Unit = while (!closed) {
    val epoch = Option(checkpoint.resolve("commits").toFile.list()).toSeq.flatten
      .filter(_.forall(_.isDigit)).map(_.toInt).reduceOption(_ max _).getOrElse(-1)
    if (epoch > lastEpoch) {
      lastEpoch = epoch
      synchronized(commits :+= System.nanoTime())
    }
    Thread.sleep(50)
  }
}
