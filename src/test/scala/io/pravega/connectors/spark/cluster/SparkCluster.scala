// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.cluster

import java.nio.file.Path

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
  def executors: Seq[ProcessHandle] = workers.flatMap(_.executors)

  override def close(): Unit = (workers :+ master).foreach(_.kill())
}
