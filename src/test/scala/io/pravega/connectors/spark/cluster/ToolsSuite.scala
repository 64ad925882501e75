// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.cluster

import java.io.File
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}

import scala.concurrent.duration._

import io.pravega.connectors.spark.docs.Document
import io.pravega.connectors.spark.testing.PravegaFixture
import io.pravega.connectors.spark.testing.packaging.PackagingTest
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/**
 * What the README and the page for Scala tell users to type, typed. spark-shell and spark-sql are on Maven Central for
 * Spark 3.5 with Scala 2.12 only, PySpark not at all; but Spark Connect's client sends the plans that PySpark sends.
 */
@PackagingTest
class ToolsSuite extends AnyFunSuite with Matchers with PravegaFixture {

  private val readings = (1 to 300).map(i => s"""{"sensor":"s${i % 3}","value":$i}""")

  private lazy val java = JavaHome.of("17")

  private lazy val directory =
    Files.createTempDirectory(Files.createDirectories(Path.of("target/cluster").toAbsolutePath), "tools-")

  override def beforeAll(): Unit = {
    super.beforeAll()
    createStream("sensors", segments = 2)
    writeKeyed("sensors", readings.map(reading => "key" -> reading): _*)
  }

  test("the README's Scala, and then that of its page, in spark-shell of Spark 3.5.8 (Scala 2.12) on Java 17") {
    val end = Seq("spark.streams.active.foreach(_.processAllAvailable())", "spark.streams.active.foreach(_.stop())")
    // Those of the page of options are of other places, and only compiled.
    val ofOptions = Document.page("options.md").blocks("scala").zipWithIndex.map { case (block, i) =>
      s"def ofOptions$i() = { import org.apache.spark.sql.functions._\n$block}\nprintln($i)"
    }
    val blocks = readme("scala") ++ end ++ Document.page("scala.md").blocks("scala") ++ ofOptions
    val script = file("examples.scala", (blocks :+ "System.exit(0)\n").mkString("\n"))
    val shell = new Submit(SparkDistribution.withTools("3.5.8", "2.12"), java, directory)
    val run = shell.run("spark-shell", Seq("--master", "local[2]",
      "--class", "org.apache.spark.repl.Main", "spark-shell", "-i", script.toString): _*)
    withClue(run.end())(run.await(6.minutes) shouldBe 0)
    run.said should include(""""sensor":"s1"""")
    run.said should not include "error:"
    run.said.linesIterator.toSeq should contain allOf ("300", s"${ofOptions.size - 1}")
    readAll("readings").sorted shouldBe readings.sorted
    readAll("sensors-by-key").sorted shouldBe readings.sorted
    for (sensor <- Seq("s0", "s1", "s2"))
      readAll(s"sensor-$sensor").sorted shouldBe readings.filter(_.contains(sensor)).sorted
    readAll("timed") should have size 300
    readAll("alarms").sorted shouldBe readings.drop(250).sorted
    readAll("numbers").map(_.toInt).sorted shouldBe (0 until 100)
  }

  test("the README's SQL in spark-sql of Spark 3.5.8 (Scala 2.12) on Java 17") {
    val tools = new Submit(SparkDistribution.withTools("3.5.8", "2.12"), java, directory)
    val script = file("readme.sql", readme("sql").mkString("\n"))
    val run = tools.run("spark-sql", Seq("--master", "local[2]",
      "--class", "org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver", "spark-internal",
      "-f", script.toString): _*)
    withClue(run.end())(run.await(6.minutes) shouldBe 0)
    run.said.linesIterator.filter(_.matches("s\\d\t100")).toSet shouldBe Set("s0\t100", "s1\t100", "s2\t100")
  }

  test("the catalog, and the README's SQL, through Spark Connect on Spark 4.2.0 (Scala 2.13) on Java 17") {
    val distribution = SparkDistribution.of("4.2.0", "2.13")
    val examples = Path.of("src/examples/java/io/pravega/connectors/spark/examples")
    val application =
      distribution.compile(java, directory, examples.resolve("CatalogTour.java"), examples.resolve("SqlScript.java"))
    val server = new Submit(distribution, java, directory).run("connect-server", Seq("--master", "local[2]",
      "--conf", "spark.connect.grpc.binding.port=0",
      "--conf", "spark.sql.catalog.pravega=io.pravega.connectors.spark.catalog.PravegaCatalog",
      "--conf", s"spark.sql.catalog.pravega.controller=$controller",
      "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"): _*)
    try {
      server.awaitWords("Spark Connect server started at")
      val port = "Spark Connect server started at: \\S+?:(\\d+)".r.findFirstMatchIn(server.said).get.group(1)
      def run(program: String, arguments: String*): String = {
        val mainClass = s"io.pravega.connectors.spark.examples.$program"
        val client = SparkProcess.start(Seq(java.resolve("bin/java").toString) ++ Submit.quickStart.split(" ") ++ Seq(
          "--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp",
          s"$application${File.pathSeparator}${distribution.connectClassPath}", mainClass) ++ arguments, mainClass,
          Map("SPARK_REMOTE" -> s"sc://127.0.0.1:$port"), directory.resolve(s"$program.log"))
        withClue(s"${client.end()}\n${server.end()}")(client.await(6.minutes) shouldBe 0)
        client.said
      }
      val toured = s"$scope-toured"
      streamManager.createScope(toured)
      run("CatalogTour", toured, directory.resolve("checkpoint-tour").toString) should
        include("The tour is over, on Spark 4.2.0")
      run("SqlScript", file("readme-in-program.sql", readme("sql").mkString("\n")).toString).linesIterator
        .filter(_.matches("\\|\\s*s\\d\\|\\s*100\\|")).size shouldBe 3
    } finally server.kill()
  }

  /** The README's examples that are for a server on this machine. */
  private def readme(language: String): Seq[String] =
    Document.readme.blocks(language).filter(_.contains("tcp://localhost:9090"))

  /** A file with what a document says, but for the places it names. */
  private def file(name: String, text: String): Path = Files.write(directory.resolve(name), text
    .replace("tcp://localhost:9090", controller)
    .replaceAll("(['\"])plant(['\"])", s"$$1$scope$$2")
    .replaceAll("(hdfs://|/tmp)/checkpoints", s"$directory/checkpoints")
    .getBytes(UTF_8))
}
