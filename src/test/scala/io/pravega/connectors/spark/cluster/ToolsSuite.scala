// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.cluster

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
 * Spark 3.5 with Scala 2.12 only, PySpark not at all.
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

  test("the README's Scala in spark-shell of Spark 3.5.8 (Scala 2.12) on Java 17") {
    val said = inShell("readme", examples("scala") :+ "spark.streams.active.foreach(_.processAllAvailable())")
    readAll("readings").sorted shouldBe readings.sorted
    said should include(""""sensor":"s1"""")
  }

  test("the page for Scala in spark-shell of Spark 3.5.8 (Scala 2.12) on Java 17") {
    // Those of the page of options are of other places, and only compiled.
    val ofOptions = Document.page("options.md").blocks("scala").zipWithIndex.map { case (block, i) =>
      s"def ofOptions$i() = { import org.apache.spark.sql.functions._\n$block}\nprintln($i)"
    }
    val said = inShell("page", Document.page("scala.md").blocks("scala") ++ ofOptions)
    said should not include "error:"
    said.linesIterator.toSeq should contain allOf ("300", s"${ofOptions.size - 1}")
    readAll("sensors-by-key").sorted shouldBe readings.sorted
    for (sensor <- Seq("s0", "s1", "s2"))
      readAll(s"sensor-$sensor").sorted shouldBe readings.filter(_.contains(sensor)).sorted
    readAll("timed") should have size 300
    readAll("alarms").sorted shouldBe readings.drop(250).sorted
    readAll("numbers").map(_.toInt).sorted shouldBe (0 until 100)
  }

  /** What spark-shell says to the blocks. */
  private def inShell(name: String, blocks: Seq[String]): String = {
    val shell = new Submit(SparkDistribution.withTools("3.5.8", "2.12"), java, directory)
    val script = file(s"$name.scala", (blocks :+ "System.exit(0)\n").mkString("\n"))
    val run = shell.run(s"spark-shell-$name", Seq("--master", "local[2]",
      "--class", "org.apache.spark.repl.Main", "spark-shell", "-i", script.toString): _*)
    withClue(run.end())(run.await(6.minutes) shouldBe 0)
    run.said
  }

  test("the README's SQL in spark-sql of Spark 3.5.8 (Scala 2.12) on Java 17") {
    val tools = new Submit(SparkDistribution.withTools("3.5.8", "2.12"), java, directory)
    val script = file("readme.sql", examples("sql").mkString("\n"))
    val run = tools.run("spark-sql", Seq("--master", "local[2]",
      "--class", "org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver", "spark-internal",
      "-f", script.toString): _*)
    withClue(run.end())(run.await(6.minutes) shouldBe 0)
    run.said.linesIterator.filter(_.matches("s\\d\t100")).toSet shouldBe Set("s0\t100", "s1\t100", "s2\t100")
  }

  test("the README's SQL in a program on Spark 4.2.0 (Scala 2.13) on Java 17") {
    val distribution = SparkDistribution.of("4.2.0", "2.13")
    val application = distribution.compile(java, directory,
      Path.of("src/examples/java/io/pravega/connectors/spark/examples/SqlScript.java"))
    val script = file("readme-in-program.sql", examples("sql").mkString("\n"))
    val run = new Submit(distribution, java, directory).run("sql-script", Seq("--master", "local[2]",
      "--class", "io.pravega.connectors.spark.examples.SqlScript", application.toString, script.toString): _*)
    withClue(run.end())(run.await(6.minutes) shouldBe 0)
    run.said.linesIterator.filter(_.matches("\\|\\s*s\\d\\|\\s*100\\|")).size shouldBe 3
  }

  /** The README's examples that are for a server on this machine. */
  private def examples(language: String): Seq[String] =
    Document.readme.blocks(language).filter(_.contains("tcp://localhost:9090"))

  /** A file with what a document says, but for the places it names. */
  private def file(name: String, text: String): Path = Files.write(directory.resolve(name), text
    .replace("tcp://localhost:9090", controller)
    .replaceAll("(['\"])plant(['\"])", s"$$1$scope$$2")
    .replaceAll("(hdfs://|/tmp)/checkpoints", s"$directory/checkpoints")
    .getBytes(UTF_8))
}
