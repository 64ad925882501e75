// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.cluster

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}

/** Runs Spark's programs as users do. */
class Submit(distribution: SparkDistribution, javaHome: Path, directory: Path) {

  private val temporary = Files.createDirectories(directory.resolve("tmp"))

  private val environment = distribution.environment ++ Map("JAVA_HOME" -> javaHome.toString,
    "SPARK_LOCAL_IP" -> "127.0.0.1", "SPARK_LOCAL_DIRS" -> temporary.toString)

  def daemon(mainClass: String, name: String, args: String*): SparkProcess = start(mainClass, name, args,
    environment ++ Map("SPARK_DAEMON_MEMORY" -> "256m", "SPARK_DAEMON_JAVA_OPTS" -> Submit.quickStart))

  /** spark-submit with the connector in `--packages` and nothing else; Ivy starts with an empty cache. */
  def run(name: String, args: String*): SparkProcess = {
    val ivy = Files.createTempDirectory(temporary, "ivy")
    start("org.apache.spark.deploy.SparkSubmit", name, Seq(
      "--packages", s"io.pravega:pravega-connectors-spark:${Published.version}",
      "--conf", s"spark.jars.ivySettings=${Published.ivySettings(directory)}",
      "--conf", s"spark.jars.ivy=$ivy",
      "--conf", "spark.ui.enabled=false",
      "--conf", "spark.sql.shuffle.partitions=4",
      "--conf", s"spark.sql.warehouse.dir=$temporary/warehouse",
      "--conf", s"spark.executor.extraJavaOptions=${Submit.quickStart}",
      "--driver-java-options", s"${Submit.quickStart} -Djava.io.tmpdir=$temporary -Dderby.system.home=$temporary",
      "--driver-memory", "768m") ++ args, environment)
  }

  private def start(mainClass: String, name: String, args: Seq[String], settings: Map[String, String]): SparkProcess =
    SparkProcess.start(distribution.command(settings, mainClass, args: _*), mainClass, settings,
      directory.resolve(s"$name.log"))
}

object Submit {
  /** For JVMs that live for less than a minute. */
  val quickStart = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
}

/** The connector as it is published, in the repository that Maven's profile `cluster` deploys it to. */
object Published {

  val version: String = System.getProperty("cluster.connector.version")

  private val repository = System.getProperty("cluster.connector.repository")

  /** Ivy settings that know no other repository: the connector has to be enough. */
  def ivySettings(directory: Path): Path = Files.write(directory.resolve("ivysettings.xml"),
    s"""<ivysettings>
       |  <settings defaultResolver="deployed"/>
       |  <resolvers>
       |    <ibiblio name="deployed" m2compatible="true" root="$repository"/>
       |  </resolvers>
       |</ivysettings>
       |""".stripMargin.getBytes(UTF_8))
}
