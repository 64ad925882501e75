// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import java.io.File
import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit

import scala.collection.JavaConverters._
import scala.util.Random

import io.pravega.connectors.spark.chaos.Comparison
import io.pravega.connectors.spark.testing.{BoundToParent, PravegaFixture}
import org.scalatest.{Informing, Suite}
import org.scalatest.concurrent.Eventually._
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

/**
 * Copies streams by a program that is killed again and again, and compares. System property `kills` says how often,
 * `seed` when; a number, or `random`.
 */
trait KillFixture extends PravegaFixture with Matchers { this: Suite with Informing =>

  protected val kills: Int = Integer.getInteger("kills", 3)
  protected val seed: Long = sys.props.get("seed").filter(_ != "random").fold(System.nanoTime())(_.toLong)
  protected val random = new Random(seed)
  private val directory = Files.createDirectories(Path.of("target", "kill"))

  /** One copy of some streams to as many others, in as many runs as it takes. */
  protected final class Copying(name: String, sparkSettings: Map[String, String], streams: Int = 1) {
    private val from = Seq.fill(streams)(newStream(segments = 2))
    private val to = Seq.fill(streams)(newStream(segments = 3))
    val checkpoint: Path = Files.createTempDirectory("checkpoint")
    private val keys = 7
    private var fed = 0
    private var runs = 0

    private def key(source: Int, number: Int): String = s"$source.$number"

    /** Writes so many events `key:number` to each of the streams, which have keys of their own. */
    def feed(events: Int): Unit = {
      for ((stream, source) <- from.zipWithIndex) {
        writeKeyed(stream, (fed until fed + events).map { i =>
          key(source, i % keys) -> s"${key(source, i % keys)}:${i / keys}"
        }: _*)
      }
      fed += events
    }

    /** Replaces the segments of a stream. Others may take their places meanwhile, by a transaction that is older. */
    def scale(): Unit = {
      val stream = random.shuffle(from ++ to).head
      eventually(timeout(30.seconds))(scaleTo(stream, 1 + random.nextInt(4)))
    }

    def feedFor(millis: Long): Unit = {
      val end = System.nanoTime() + millis * 1000000
      feedWhile(System.nanoTime() < end)
    }

    /** Feeds until one more epoch is committed. */
    def feedUntilCommit(): Unit = {
      val before = lastEpoch(checkpoint)
      val end = System.nanoTime() + 60000000000L
      feedWhile(lastEpoch(checkpoint) == before && System.nanoTime() < end)
    }

    /** Feeds, and returns when the driver has begun to commit an epoch. */
    def feedUntilCommitting(): Unit = {
      def commits = count("is committing", runs)
      val before = commits
      feed(20)
      eventually(timeout(60.seconds), interval(2.millis))(commits should be > before)
    }

    private def feedWhile(condition: => Boolean): Unit = while (condition) {
      feed(20)
      Thread.sleep(10)
    }

    def start(trigger: String = "run", at: Path = checkpoint): Process = {
      runs += 1
      val log = directory.resolve(s"$name-$runs.log").toString
      Files.deleteIfExists(Path.of(log))
      val options = Map("controller" -> controller, "scope" -> scope, "max_bytes_per_trigger" -> s"${20 * streams}k")
      val properties = options.map { case (key, value) => s"copy.$key" -> value } ++ sparkSettings ++ Map(
        "pravega.test.log" -> log, "spark.ui.enabled" -> "false", "java.io.tmpdir" -> sys.props("java.io.tmpdir"))
      val command = Seq(Path.of(sys.props("java.home"), "bin", "java").toString, "-Xmx1g", "-XX:TieredStopAtLevel=1") ++
        CopyStream.javaOptions ++ properties.map { case (key, value) => s"-D$key=$value" } ++
        Seq("-cp", sys.props("java.class.path"), classOf[BoundToParent].getName,
          CopyStream.getClass.getName.stripSuffix("$"),
          from.mkString(","), to.mkString(","), at.toString, trigger)
      val builder = new ProcessBuilder(command.asJava).redirectErrorStream(true).redirectOutput(new File(log + ".out"))
      // Enough of an installation for a local cluster, whose executors take their class path from a setting.
      val home = directory.resolve("home").toAbsolutePath
      Files.createDirectories(home.resolve("jars"))
      builder.environment.put("SPARK_HOME", home.toString)
      val scalaVersion = scala.util.Properties.versionNumberString.split('.').take(2).mkString(".")
      builder.environment.put("SPARK_SCALA_VERSION", scalaVersion)
      builder.environment.put("SPARK_LOCAL_IP", "127.0.0.1")
      val process = builder.start()
      try eventually(timeout(120.seconds), interval(20.millis)) {
        if (!process.isAlive) fail(s"the program ended at once; see $log.out")
        Files.readString(Path.of(log + ".out")) should include(CopyStream.Starting)
      } catch {
        case e: Throwable =>
          process.destroyForcibly()
          throw e
      }
      process
    }

    /** Runs until all is copied. */
    def drain(at: Path = checkpoint): Unit = {
      val process = start("drain", at)
      try {
        withClue("the copy does not come to its end: ")(process.waitFor(5, TimeUnit.MINUTES) shouldBe true)
        withClue(s"the program failed; see $directory: ")(process.exitValue() shouldBe 0)
      } finally process.destroyForcibly()
    }

    def isComplete: Boolean = to.map(readAll(_).size).sum == streams * fed

    /** Every event is in the stream that its key chooses, and in no other, once, and those of each key are in order. */
    def compare(at: Path = checkpoint): Unit = {
      for ((stream, sink) <- to.zipWithIndex) {
        val written = for (source <- from.indices; number <- 0 until keys if number % streams == sink)
          yield key(source, number) -> (fed + keys - 1 - number).toLong / keys
        val copied = readAll(stream)
        val wrong = Comparison.of(written.toMap, copied)
        withClue(s"seed $seed, stream $stream: ") {
          withClue("lost, twice, and out of order, the first five of each: ") {
            Seq(wrong.lost, wrong.twice, wrong.outOfOrder).map(_.take(5)) shouldBe Seq(Nil, Nil, Nil)
          }
          copied should have size written.map(_._2).sum
        }
      }
      info(s"${streams * fed} events in ${lastEpoch(at) + 1} epochs and $runs runs; seed $seed; " +
        s"epochs completed after a death: ${count("Completing epoch")}, skipped: ${count("Skipping epoch")}")
    }

    private def lastEpoch(at: Path): Int = Option(at.resolve("commits").toFile.list()).toSeq.flatten
      .filter(_.forall(_.isDigit)).map(_.toInt).reduceOption(_ max _).getOrElse(-1)

    private def count(text: String): Int = (1 to runs).map(count(text, _)).sum

    private def count(text: String, run: Int): Int = {
      val lines = Files.lines(directory.resolve(s"$name-$run.log"))
      try lines.iterator.asScala.count(_.contains(text))
      finally lines.close()
    }
  }
}
