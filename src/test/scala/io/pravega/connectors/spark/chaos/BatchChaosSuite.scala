// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.nio.file.{Files, Path}

import scala.collection.JavaConverters._

import org.scalatest.concurrent.Eventually._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

/** Has a batch job read and another write for minutes while the cluster fails. Long form only; `chaos.only` chooses. */
@ChaosTest
class BatchChaosSuite extends AnyFunSuite with Matchers with ServerFaults {
  import BatchChaosSuite._

  private lazy val from = {
    val stream = newStream(segments = 8)
    keys.grouped(1000).foreach(some => writeKeyed(stream, some.map(key => key -> s"$key ${"x" * Padding}"): _*))
    stream
  }
  private var to: String = _

  override protected def affected: Seq[String] = Seq(from, to)

  if (sys.props.get("chaos.form").contains("long")) {
    val faults = Seq(killed(Role.STORE, 30), paused(Role.STORE, 45), paused(Role.CONTROLLER, 45),
      vanished(Role.STORE, 30))
    for (fault <- faults; commit <- Seq(false, true)) {
      val when = if (commit) "when one of the jobs is about to commit" else "while both jobs are at work"
      val title = s"$fault, $when"
      if (title.contains(sys.props.getOrElse("chaos.only", ""))) test(title) {
        run(fault, mark = if (commit) "writing-ended" else "writing-begun")
      }
    }
  }

  /** Runs both jobs, and has the fault happen as soon as every task of the writing one has made a mark. */
  private def run(fault: Fault, mark: String): Unit = {
    to = newStream(segments = 4)
    awaitWhole()
    val directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "chaos")), "batch")
      .toAbsolutePath
    val program = new SparkProgram(BatchJobs, Map("controller" -> controller, "scope" -> scope), directory,
      Seq(from, to, directory, keys.size, Padding, ReadingSeconds, WritingSeconds).map(_.toString), cores = 4)
    program.start()
    try withClue(s"see $directory: ") {
      eventually(timeout((120 + WritingSeconds).seconds), interval(20.millis)) {
        directory.toFile.list().count(_.startsWith(mark)) shouldBe BatchJobs.Tasks
      }
      directory.toFile.list().count(_.startsWith("reading-begun")) shouldBe BatchJobs.Tasks
      val end = fault.begin()
      try Thread.sleep(fault.seconds * 1000L)
      finally end()
      val ended = System.nanoTime()
      program.awaitEnd(600) shouldBe Some(0)
      info(s"the jobs ended ${(System.nanoTime() - ended) / 1000000000} s after the fault")
      for ((job, found) <- Seq("read" -> rowsIn(directory.resolve("read")),
          "written" -> readAll(to).map(_.takeWhile(_ != ' ')))) withClue(s"$job: ") {
        found.diff(keys) shouldBe empty
        keys.diff(found) shouldBe empty
      }
    } finally program.close()
  }

  private def rowsIn(files: Path): Seq[String] = {
    val parts = Files.list(files)
    try parts.iterator.asScala.filter(_.getFileName.toString.startsWith("part-")).toVector
      .flatMap(Files.readAllLines(_).asScala)
    finally parts.close()
  }
}

private object BatchChaosSuite {

  private val keys = (0 until 12800).map(i => s"k$i")

  /** So many bytes that a task has to fetch and to send all the time, and not only at its ends. */
  private val Padding = 5000

  private val ReadingSeconds = 120
  private val WritingSeconds = 60
}
