package io.pravega.connectors.spark.cluster

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}

/**
 * A standalone cluster: a master and two workers of one core each, on the loopback interface, each a process.
 *
 * @param directory for logs and all other files
 */
class SparkCluster(distribution: SparkDistribution, javaHome: Path, directory: Path) extends AutoCloseable {

  private val submit = new Submit(distribution, javaHome, directory)

  private val master = submit.daemon("org.apache.spark.deploy.master.Master", "master",
    "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")

  private val url = try {
    master.awaitWords("I have been elected leader")
    "spark://127\\.0\\.0\\.1:\\d+".r.findFirstIn(master.said).get
  } catch { case e: Throwable => master.kill(); throw e }

  private val workers = (1 to 2).map { i =>
    submit.daemon("org.apache.spark.deploy.worker.Worker", s"worker-$i", "--host", "127.0.0.1", "--webui-port", "0",
      "--cores", "1", "--memory", "1g", "--work-dir", directory.resolve(s"work-$i").toString, url)
  }

  try master.awaitWords("Registering worker", times = 2)
  catch { case e: Throwable => close(); throw e }

  /** spark-submit with `--packages`, on this cluster. */
  def run(name: String, args: String*): SparkProcess =
    submit.run(name, Seq("--master", url, "--executor-memory", "512m", "--executor-cores", "1") ++ args: _*)

  /** The executors' processes. */
  def executors: Seq[ProcessHandle] = workers.flatMap(_.children("CoarseGrainedExecutorBackend"))

  override def close(): Unit = (workers :+ master).foreach(_.kill())
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

/** Runs Spark's programs as users do. */
class Submit(distribution: SparkDistribution, javaHome: Path, directory: Path) {

  private val temporary = Files.createDirectories(directory.resolve("tmp"))

  /** The last is what the script of spark-shell sets. */
  private val environment = Map("JAVA_HOME" -> javaHome.toString, "SPARK_HOME" -> distribution.home.toString,
    "SPARK_LOCAL_IP" -> "127.0.0.1", "SPARK_LOCAL_DIRS" -> temporary.toString, "SPARK_DAEMON_MEMORY" -> "256m",
    "SPARK_SUBMIT_OPTS" -> "-Dscala.usejavacp=true")

  def daemon(mainClass: String, name: String, args: String*): SparkProcess = start(mainClass, name, args)

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
      "--driver-java-options", s"-Djava.io.tmpdir=$temporary -Dderby.system.home=$temporary",
      "--driver-memory", "768m") ++ args)
  }

  private def start(mainClass: String, name: String, args: Seq[String]): SparkProcess =
    SparkProcess.start(distribution.command(javaHome, environment, mainClass, args: _*), mainClass, environment,
      directory.resolve(s"$name.log"))
}
