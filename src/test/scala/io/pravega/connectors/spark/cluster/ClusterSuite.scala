// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.cluster

import java.nio.file.{Files, Path}

import scala.concurrent.duration._

import io.pravega.connectors.spark.testing.PravegaFixture
import io.pravega.connectors.spark.testing.packaging.PackagingTest
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.{Millis, Minutes, Span}

/** The published jar in clusters of all Sparks that are supported. -Dcluster.only='Spark 4.2.0' chooses. */
@PackagingTest
class ClusterSuite extends AnyFunSuite with Matchers with PravegaFixture with Eventually {

  override implicit val patienceConfig: PatienceConfig = PatienceConfig(Span(5, Minutes), Span(50, Millis))

  private val examples = Path.of("src/examples/java/io/pravega/connectors/spark/examples")

  private val copy = examples.resolve("StreamToStream.java")

  private val programs = Seq(copy, examples.resolve("CatalogTour.java"), examples.resolve("TourAndCopy.java"))

  private val realTimeCopy =
    Path.of("src/spark-4.1/examples/java/io/pravega/connectors/spark/examples/RealTimeCopy.java")

  private val events = (1 to 20000).map(i => s"sensor ${i % 100}: reading $i")

  for (cell <- Matrix.chosen) {
    // One cluster and few drivers: most of the time is spent on starting them.
    test(s"$cell goes through the catalog, and copies a stream exactly once with an executor killed") {
      withCluster(cell) { run =>
        goThroughCatalogAndCopy(run)
        if (cell.triesRealTimeMode) withClue("in real time, with the driver killed: ")(copyInRealTime(run))
      }
    }
  }

  private def goThroughCatalogAndCopy(run: Run): Unit = {
    val from = sourceStream()
    val to = s"$from-copy"
    val driver = run.touringAndCopying(from, to)
    try {
      eventually(driver.isAlive && !(streamExists(to) && readAll(to).nonEmpty) shouldBe false)
      driver.isAlive shouldBe true
      run.killAnExecutor()
      readAll(to).size should be < events.size
      driver.await(8.minutes) shouldBe 0
    } catch { case e: Throwable => throw new AssertionError(driver.end(), e) }
    driver.said should include(s"The tour is over, on Spark ${run.cell.spark}")
    driver.said should include("Lost executor")
    readAll(to).sorted shouldBe events.sorted
  }

  private def copyInRealTime(run: Run): Unit = {
    val from = newStream(segments = 2)
    val to = s"$from-copy"
    val parts = events.take(300).grouped(100).toSeq
    def write(part: Seq[String]): Unit = writeKeyed(from, part.map(e => e.takeWhile(_ != ':') -> e): _*)
    write(parts.head)
    val driver = run.copyingInRealTime(from, to)
    try {
      eventually(readAll(to).toSet shouldBe parts.head.toSet)
      splitSegment(from, 0)
      write(parts(1))
      // Not at the end of the batch, which is far off.
      eventually(readAll(to).toSet shouldBe parts.take(2).flatten.toSet)
    } catch { case e: Throwable => throw new AssertionError(driver.end(), e) } finally driver.kill()
    write(parts(2))
    val again = run.copyingInRealTime(from, to)
    try eventually(readAll(to).toSet shouldBe parts.flatten.toSet) finally again.kill()
  }

  test("Spark 3.4.4 (Scala 2.12) on Java 17 is told in a sentence that it is too old") {
    val directory = newDirectory("old")
    val distribution = SparkDistribution.of("3.4.4", "2.12")
    val java = JavaHome.of("17")
    val application = distribution.compile(java, directory, copy)
    val driver = new Submit(distribution, java, directory).run("old", Seq("--master", "local[1]",
      "--class", "io.pravega.connectors.spark.examples.StreamToStream", application.toString, "from", "to", "none"): _*)
    driver.await(4.minutes) should not be 0
    driver.said should include("Cannot use format 'pravega' on Spark 3.4.4: it needs Spark 3.5 or newer")
  }

  private def sourceStream(): String = {
    val stream = newStream(segments = 3)
    val (before, after) = events.splitAt(events.size / 2)
    writeKeyed(stream, before.map(e => e.takeWhile(_ != ':') -> e): _*)
    scaleTo(stream, 2)
    writeKeyed(stream, after.map(e => e.takeWhile(_ != ':') -> e): _*)
    stream
  }

  private def newDirectory(name: String): Path = {
    val parent = Files.createDirectories(Path.of("target/cluster").toAbsolutePath)
    Files.createTempDirectory(parent, s"$name-")
  }

  private class Run(val cell: Cell, cluster: SparkCluster, application: Path, directory: Path) {

    def touringAndCopying(from: String, to: String): SparkProcess = {
      val toured = s"$scope-${cell.toString.filter(_.isLetterOrDigit)}"
      streamManager.createScope(toured)
      submit("TourAndCopy", Seq(toured, checkpoint("tour"), from, to, checkpoint("copy")),
        "spark.datasource.pravega.max_bytes_per_trigger=64k",
        "spark.sql.catalog.pravega=io.pravega.connectors.spark.catalog.PravegaCatalog",
        s"spark.sql.catalog.pravega.controller=$controller")
    }

    def copyingInRealTime(from: String, to: String): SparkProcess =
      submit("RealTimeCopy", Seq(from, to, checkpoint("real-time"), "10 minutes"))

    private def submit(program: String, arguments: Seq[String], settings: String*): SparkProcess =
      cluster.run(program, cell.settings ++ settings.flatMap(Seq("--conf", _)) ++ Seq(
        "--conf", s"spark.datasource.pravega.controller=$controller",
        "--conf", s"spark.datasource.pravega.scope=$scope",
        "--class", s"io.pravega.connectors.spark.examples.$program", application.toString) ++ arguments: _*)

    private def checkpoint(name: String): String = directory.resolve(s"checkpoint-$name").toString

    def killAnExecutor(): Unit = {
      val executor = cluster.executors.head
      executor.destroyForcibly() shouldBe true
      executor.onExit.get()
    }
  }

  private def withCluster(cell: Cell)(body: Run => Unit): Unit = {
    val directory = newDirectory(s"${cell.spark}_${cell.scala}_java-${cell.java}")
    val distribution = SparkDistribution.of(cell.spark, cell.scala)
    val java = JavaHome.of(cell.java)
    val cluster = new SparkCluster(distribution, java, directory)
    try {
      val all = programs ++ (if (cell.triesRealTimeMode) Seq(realTimeCopy) else Nil)
      val application = distribution.compile(java, directory, all: _*)
      body(new Run(cell, cluster, application, directory))
    } finally cluster.close()
  }
}
