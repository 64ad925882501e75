// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.nio.file.{Files, Path}
import java.time.Duration
import java.util.concurrent.TimeUnit.SECONDS

import scala.util.Random

import org.scalatest.concurrent.Eventually._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

/**
 * Copies a stream, exactly once and at least once, while the cluster fails under it. System property `chaos.form` is
 * `short` or `long`; the long form has more faults, that last longer, and then random ones for `chaos.minutes`, chosen
 * by `chaos.seed`.
 */
@ChaosTest
class ChaosSuite extends AnyFunSuite with Matchers with ClusterFixture {
  import ChaosSuite._

  private val long = sys.props.get("chaos.form").contains("long")
  private val seed = sys.props.get("chaos.seed").filter(_ != "random").fold(System.nanoTime())(_.toLong)
  private lazy val directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "chaos")), "run")

  private lazy val from = newStream(segments = 8)
  private lazy val exactlyOnce = newStream(segments = 4)
  private lazy val atLeastOnce = newStream(segments = 4)
  private lazy val writer = closedAfterAll(new KeyedWriter(clientConfig, scope, from))(_.close())
  private lazy val query = closedAfterAll(new CopyQuery(Map("controller" -> controller, "scope" -> scope), from,
    exactlyOnce, atLeastOnce, directory))(_.close())
  private var outcomes = Vector.empty[Outcome]

  override def beforeAll(): Unit = {
    super.beforeAll()
    writer.next
    query.start()
    awaitCommits(after = System.nanoTime(), limit = 120)
    assert(query.isAlive, s"the query failed; see $directory")
  }

  (if (long) longForm else shortForm).foreach { fault =>
    test(s"${fault.whom}: ${fault.name}, ${fault.seconds} s") {
      run(fault)
    }
  }

  if (long) test(s"random faults, seed $seed") {
    val random = new Random(seed)
    val end = System.nanoTime() + SECONDS.toNanos(60L * Integer.getInteger("chaos.minutes", 60))
    while (System.nanoTime() < end) run(randomFault(random))
  }

  test("nothing is lost, nothing comes twice where it must not, and each key keeps its order") {
    writer.stop()
    val written = writer.next
    // What the plain client wrote is taken for granted.
    Comparison.of(written, readAll(from)) shouldBe Comparison(Nil, Nil, Nil)
    def compared(to: String) = Comparison.of(written, readAll(to))
    // A failure is more telling as a comparison.
    try eventually(timeout(90.seconds), interval(2.seconds)) {
      assert(compared(exactlyOnce).lost.isEmpty && compared(atLeastOnce).lost.isEmpty)
    } finally report(compared(exactlyOnce), compared(atLeastOnce))
    compared(exactlyOnce) shouldBe Comparison(Nil, Nil, Nil)
    compared(atLeastOnce).lost shouldBe empty
  }

  // ---- Faults

  private def shortForm: Seq[Fault] = Seq(
    killed(Role.STORE, 20), paused(Role.STORE, 45), paused(Role.CONTROLLER, 20), killed(Role.CONTROLLER, 5),
    killed(Role.BOOKIE, 5), vanished(Role.STORE, 30), killed(Role.ZOOKEEPER, 5), driverKilled, executorKilled)

  private def longForm: Seq[Fault] = {
    val each = for {
      role <- Role.values.toSeq
      seconds <- Seq(1, 30, 180)
      fault <- Seq(killed(role, seconds), paused(role, seconds))
    } yield fault
    val network = for {
      role <- Seq(Role.CONTROLLER, Role.STORE)
      seconds <- Seq(1, 30, 180)
      fault <- Seq(vanished(role, seconds), refused(role, seconds))
    } yield fault
    val delays = Seq(Role.CONTROLLER, Role.STORE).flatMap(role => Seq(5, 50).map(delayed(role, _)))
    val both = Seq(Role.CONTROLLER, Role.STORE).flatMap(role => Seq(reset(role), all(role), oneAfterTheOther(role)))
    each ++ network ++ delays ++ both ++ Seq(driverKilled, executorKilled)
  }

  private def randomFault(random: Random): Fault = {
    val seconds = 1 + random.nextInt(20)
    val role = Role.values.apply(random.nextInt(Role.values.length))
    val network = if (random.nextBoolean()) Role.STORE else Role.CONTROLLER
    random.nextInt(8) match {
      case 0 => driverKilled
      case 1 => executorKilled
      case 2 => vanished(network, seconds)
      case 3 => refused(network, seconds)
      case 4 => reset(network)
      case 5 => paused(role, seconds)
      case _ => killed(role, seconds)
    }
  }

  private def killed(role: Role, seconds: Int): Fault = Fault("killed", nameOf(role), seconds, takeover(role)) { () =>
    val index = busiest(role)
    cluster.kill(role, index)
    () => cluster.restart(role, index)
  }

  private def paused(role: Role, seconds: Int): Fault = Fault("paused", nameOf(role), seconds, takeover(role)) { () =>
    val index = busiest(role)
    cluster.pause(role, index)
    () => cluster.resume(role, index)
  }

  private def vanished(role: Role, seconds: Int): Fault = Fault("connections half open", nameOf(role), seconds) { () =>
    val network = cluster.network(role, busiest(role))
    network.vanish()
    () => network.heal()
  }

  private def refused(role: Role, seconds: Int): Fault = Fault("unreachable", nameOf(role), seconds) { () =>
    val network = cluster.network(role, busiest(role))
    network.refuse()
    () => network.heal()
  }

  private def delayed(role: Role, millis: Int): Fault = Fault(s"delayed by $millis ms", nameOf(role), 30) { () =>
    val network = cluster.network(role, busiest(role))
    network.delay(Duration.ofMillis(millis))
    () => network.heal()
  }

  private def reset(role: Role): Fault = Fault("connections reset", nameOf(role), 0) { () =>
    cluster.network(role, busiest(role)).reset()
    () => ()
  }

  private def all(role: Role): Fault = Fault("killed", s"each ${nameOf(role)}", 10) { () =>
    (0 until role.count).foreach(cluster.kill(role, _))
    () => (0 until role.count).foreach(cluster.restart(role, _))
  }

  private def oneAfterTheOther(role: Role): Fault = Fault("killed, one after the other", nameOf(role), 10) { () =>
    cluster.kill(role, 0)
    () => {
      cluster.restart(role, 0)
      cluster.kill(role, 1)
      Thread.sleep(10000)
      cluster.restart(role, 1)
    }
  }

  private def driverKilled: Fault = Fault("killed and started again", "driver", 0) { () =>
    query.kill()
    () => query.start()
  }

  private def executorKilled: Fault = Fault("killed", "executor", 0) { () =>
    query.executors.head.destroyForcibly()
    () => ()
  }

  private def nameOf(role: Role): String = if (role == Role.ZOOKEEPER) "ZooKeeper" else role.name.toLowerCase

  private def takeover(role: Role): Option[Int] = role match {
    case Role.STORE => Some(8) // A session of 5 s, and 2 s until the controllers share out its containers.
    case Role.CONTROLLER => Some(6)
    case _ => None
  }

  /** The store that serves most of the streams' segments; of others, any. */
  private def busiest(role: Role): Int =
    if (role == Role.STORE) owners(from, exactlyOnce).groupBy(identity).maxBy(_._2.size)._1 else 0

  // ---- Measuring

  private def run(fault: Fault): Unit = {
    assume(query.isAlive, "the query has ended")
    awaitWhole(from, exactlyOnce)
    val first = writer.next
    val end = fault.begin()
    val begun = System.nanoTime()
    try Thread.sleep(fault.seconds * 1000L)
    finally end()
    val ended = System.nanoTime()
    val served = fault.takeover.fold(ended)(seconds => ended min begun + SECONDS.toNanos(seconds))
    try awaitCommits(ended, limit = 300)
    finally outcomes :+= Outcome(fault, first, ended - begun, pause(exactlyOnce, begun, served),
      pause(atLeastOnce, begun, served))
    assert(query.isAlive, s"the query failed; see $directory")
    for (pause <- Seq(outcomes.last.exactlyOnce, outcomes.last.atLeastOnce)) {
      assert(pause.late <= 0, s"ns too late: the sink stood still for ${pause.seconds}")
    }
  }

  /**
   * How a sink fared from the beginning of a fault on.
   *
   * @param served when there was again a server for everything
   */
  private def pause(to: String, begun: Long, served: Long): Pause = {
    val times = query.commitTimes(to).dropWhile(_ < begun) :+ System.nanoTime()
    val pauses = (begun +: times).zip(times).map { case (from, until) => (until - from, until) }
    val wentOn = pauses.collect { case (lasted, until) if lasted >= SECONDS.toNanos(Noticeable) => until }.lastOption
    Pause(pauses.map(_._1).max, wentOn.fold(0L)(_ - served - SECONDS.toNanos(Patience)))
  }

  /** Waits for a number of epochs that shows that the query is at work. */
  private def awaitCommits(after: Long, limit: Int): Unit =
    eventually(timeout(limit.seconds), interval(100.millis)) {
      assert(!query.isAlive || Seq(exactlyOnce, atLeastOnce).forall(query.commitTimes(_).count(_ > after) >= 3))
    }

  private def report(exactlyOnce: Comparison, atLeastOnce: Comparison): Unit = {
    val starts = outcomes.map(_.first)
    val rows = outcomes.zipWithIndex.map { case (outcome, i) =>
      def here(all: Comparison) = all.filter { case (key, number) => starts.lastIndexWhere(_(key) <= number) == i }
      val (once, atLeast) = (here(exactlyOnce), here(atLeastOnce))
      Seq(outcome.fault.name, outcome.fault.whom, f"${outcome.lasted / 1e9}%.1f s", outcome.exactlyOnce.seconds,
        once.lost.size, once.twice.size, once.outOfOrder.size, outcome.atLeastOnce.seconds, atLeast.lost.size,
        atLeast.twice.size).mkString("| ", " | ", " |")
    }
    val text = ((Header +: rows) :+ s"\n${writer.next.values.sum} events; seed $seed").mkString("", "\n", "\n")
    Files.writeString(directory.getParent.resolve("report.md"), text)
    println(text)
  }
}

private object ChaosSuite {

  /** How many seconds after the return of what was missing, or after another's taking over, the sink has to go on. */
  private val Patience = 60

  /** How many seconds without anything new in the sink are more than a slow machine's. */
  private val Noticeable = 10

  private val Header =
    "| fault | role | lasted | stood still | lost | twice | out of order | at least once: stood still | lost | twice " +
      "|\n|---|---|---|---|---|---|---|---|---|---|"
}
