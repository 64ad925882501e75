// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.io.File
import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.testing.{BoundToParent, ChildProcesses}
import io.pravega.connectors.spark.write.CopyStream
import org.scalatest.Assertions.assert
import org.scalatest.concurrent.Eventually._
import org.scalatest.time.SpanSugar._

/**
 * A program that uses Spark, in a process of its own, with two executors in processes of their own. It can be started
 * more than once, one run at a time.
 *
 * @param main an object with a method `main`
 * @param options its system properties `copy.*`: options of source and sink
 * @param directory where its logs go
 * @param cores how many tasks each executor runs at once
 * @param jvm further system properties, of the executors, too
 */
class SparkProgram(main: AnyRef, options: Map[String, String], directory: Path, arguments: Seq[String], cores: Int = 2,
    jvm: Map[String, String] = Map.empty) extends AutoCloseable {

  private val name = main.getClass.getSimpleName.stripSuffix("$")
  private var driver: Process = _
  private var runs = 0

  def start(): Unit = {
    runs += 1
    val inAll = jvm.map { case (key, value) => s" -D$key=$value" }.mkString
    val properties = options.map { case (key, value) => s"copy.$key" -> value } ++ jvm ++ Map(
      "spark.master" -> s"local-cluster[2,$cores,1024]",
      "spark.driver.host" -> "127.0.0.1",
      "spark.executor.extraClassPath" -> sys.props("java.class.path"),
      "spark.executor.memory" -> "512m",
      "spark.executor.extraJavaOptions" -> s"-XX:TieredStopAtLevel=1 -Dpravega.test.log=$log.executors$inAll",
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
        main.getClass.getName.stripSuffix("$")) ++ arguments
    val builder = new ProcessBuilder(command.asJava).redirectErrorStream(true).redirectOutput(new File(output))
    // Enough of an installation for a local cluster, whose executors take their class path from a setting.
    val home = directory.resolve("home").toAbsolutePath
    Files.createDirectories(home.resolve("jars"))
    builder.environment.put("SPARK_HOME", home.toString)
    val scalaVersion = scala.util.Properties.versionNumberString.split('.').take(2).mkString(".")
    builder.environment.put("SPARK_SCALA_VERSION", scalaVersion)
    builder.environment.put("SPARK_LOCAL_IP", "127.0.0.1")
    driver = builder.start()
  }

  /** Where the latest run's driver logs to. */
  def log: String = directory.resolve(s"$name-$runs.log").toAbsolutePath.toString

  /** What the latest run's driver prints. */
  def output: String = s"$log.out"

  def isAlive: Boolean = driver.isAlive

  /** Waits until the latest run's driver has logged these words. */
  def awaitLogged(words: String): Unit = eventually(timeout(120.seconds), interval(100.millis)) {
    assert(isAlive && hasLogged(words))
  }

  protected def hasLogged(words: String): Boolean = Files.readString(Path.of(log)).contains(words)

  /** Waits for the program's end, and returns its status if it comes. */
  def awaitEnd(seconds: Int): Option[Int] =
    if (driver.waitFor(seconds.toLong, TimeUnit.SECONDS)) Some(driver.exitValue) else None

  /** Kills the driver by SIGKILL; its executors end because of that. */
  def kill(): Unit = driver.destroyForcibly().waitFor()

  def executors: Seq[ProcessHandle] = ChildProcesses.executors(driver.toHandle)

  /** The driver and its executors. */
  def processes: Seq[ProcessHandle] = driver.toHandle +: executors

  override def close(): Unit = if (driver != null) {
    val children = executors
    kill()
    children.foreach(_.destroyForcibly())
  }
}
