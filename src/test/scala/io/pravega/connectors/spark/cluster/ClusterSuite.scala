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

  private val example = Path.of("src/examples/java/io/pravega/connectors/spark/examples/StreamToStream.java")

  private val tour = Path.of("src/examples/java/io/pravega/connectors/spark/examples/CatalogTour.java")

  private val realTimeCopy =
    Path.of("src/spark-4.1/examples/java/io/pravega/connectors/spark/examples/RealTimeCopy.java")

  private val events = (1 to 20000).map(i => s"sensor ${i % 100}: reading $i")

  for (cell <- Matrix.chosen) {
    test(s"$cell copies a stream to another exactly once") {
      withCluster(cell) { run =>
        val from = sourceStream()
        val status = run.copying(from, "copy", "max_bytes_per_trigger=256k").await(8.minutes)
        withClue(run.logEnd("copy"))(status shouldBe 0)
        readAll(s"$from-copy").sorted shouldBe events.sorted

        withClue("with an executor killed half-way: ") {
          val driver = run.copying(from, "copy-killed", "max_bytes_per_trigger=64k")
          eventually {
            driver.isAlive shouldBe true
            streamExists(s"$from-copy-killed") shouldBe true
            readAll(s"$from-copy-killed") should not be empty
          }
          run.killAnExecutor()
          readAll(s"$from-copy-killed").size should be < events.size
          val status = driver.await(8.minutes)
          withClue(driver.end())(status shouldBe 0)
          driver.said should include("Lost executor")
          readAll(s"$from-copy-killed").sorted shouldBe events.sorted
        }
      }
    }

    if (cell.triesRealTimeMode) test(s"$cell copies a stream in real time, and loses nothing when it is killed") {
      withCluster(cell) { run =>
        val from = newStream(segments = 2)
        val parts = events.take(300).grouped(100).toSeq
        def write(part: Seq[String]): Unit = writeKeyed(from, part.map(e => e.takeWhile(_ != ':') -> e): _*)
        write(parts.head)
        val driver = run.copyingInRealTime(from)
        try {
          eventually(readAll(s"$from-real-time").toSet shouldBe parts.head.toSet)
          splitSegment(from, 0)
          write(parts(1))
          // Not at the end of the batch, which is far off.
          eventually(readAll(s"$from-real-time").toSet shouldBe parts.take(2).flatten.toSet)
        } catch { case e: Throwable => throw new AssertionError(driver.end(), e) } finally driver.kill()
        write(parts(2))
        val again = run.copyingInRealTime(from)
        try eventually(readAll(s"$from-real-time").toSet shouldBe parts.flatten.toSet) finally again.kill()
      }
    }

    // The tour has been seen to pass on this one; the others follow.
    if (cell.toString.contains("Scala 2.12")) test(s"$cell goes through the catalog") {
      withCluster(cell) { run =>
        val toured = s"$scope-${cell.toString.filter(_.isLetterOrDigit)}"
        streamManager.createScope(toured)
        val driver = run.touring(toured)
        val status = driver.await(8.minutes)
        withClue(driver.end())(status shouldBe 0)
        driver.said should include(s"The tour is over, on Spark ${cell.spark}")
      }
    }
  }

  test("Spark 3.4.4 (Scala 2.12) on Java 17 is told in a sentence that it is too old") {
    val directory = newDirectory("old")
    val distribution = SparkDistribution.of("3.4.4", "2.12")
    val java = JavaHome.of("17")
    val application = distribution.compile(java, directory, example)
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

  private class Run(cell: Cell, cluster: SparkCluster, application: Path, directory: Path) {

    def copying(from: String, name: String, option: String): SparkProcess =
      cluster.run(name, cell.settings ++ Seq(
        "--conf", s"spark.datasource.pravega.controller=$controller",
        "--conf", s"spark.datasource.pravega.scope=$scope",
        "--conf", s"spark.datasource.pravega.$option",
        "--class", "io.pravega.connectors.spark.examples.StreamToStream", application.toString,
        from, s"$from-$name", directory.resolve(s"checkpoint-$name").toString): _*)

    def copyingInRealTime(from: String): SparkProcess =
      cluster.run("real-time", cell.settings ++ Seq(
        "--conf", s"spark.datasource.pravega.controller=$controller",
        "--conf", s"spark.datasource.pravega.scope=$scope",
        "--class", "io.pravega.connectors.spark.examples.RealTimeCopy", application.toString,
        from, s"$from-real-time", directory.resolve("checkpoint-real-time").toString, "10 minutes"): _*)

    def touring(toured: String): SparkProcess =
      cluster.run("tour", cell.settings ++ Seq(
        "--conf", "spark.sql.catalog.pravega=io.pravega.connectors.spark.catalog.PravegaCatalog",
        "--conf", s"spark.sql.catalog.pravega.controller=$controller",
        "--class", "io.pravega.connectors.spark.examples.CatalogTour", application.toString,
        toured, directory.resolve("checkpoint-tour").toString): _*)

    def killAnExecutor(): Unit = {
      val executor = cluster.executors.head
      executor.destroyForcibly() shouldBe true
      executor.onExit.get()
    }

    def logEnd(name: String): String = Files.readString(directory.resolve(s"$name.log")).takeRight(6000)
  }

  private def withCluster(cell: Cell)(body: Run => Unit): Unit = {
    val directory = newDirectory(s"${cell.spark}_${cell.scala}_java-${cell.java}")
    val distribution = SparkDistribution.of(cell.spark, cell.scala)
    val java = JavaHome.of(cell.java)
    val cluster = new SparkCluster(distribution, java, directory)
    try {
      val programs = Seq(example, tour) ++ (if (cell.triesRealTimeMode) Seq(realTimeCopy) else Nil)
      val application = distribution.compile(java, directory, programs: _*)
      body(new Run(cell, cluster, application, directory))
    } finally cluster.close()
  }
}
