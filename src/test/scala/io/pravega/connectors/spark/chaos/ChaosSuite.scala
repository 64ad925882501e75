// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.nio.file.Files
import java.util.concurrent.TimeUnit.SECONDS

import scala.util.{Random, Try}

import org.scalatest.funsuite.AnyFunSuite

/**
 * Copies a stream, exactly once and at least once, while the cluster fails under it. System property `chaos.form` is
 * `short` or `long`; the long form has more faults, that last longer, and then random ones for `chaos.minutes`, chosen
 * by `chaos.seed`. With `chaos.only`, only faults are tried whose names contain it, such as `store: paused`.
 */
@ChaosTest
class ChaosSuite extends AnyFunSuite with CopyFixture with ServerFaults {
  import ChaosSuite._

  private val only = sys.props.getOrElse("chaos.only", "")
  private val long = sys.props.get("chaos.form").contains("long")
  private var outcomes = Vector.empty[Outcome]

  for (fault <- if (long) longForm else shortForm if fault.toString.contains(only)) test(fault.toString)(run(fault))

  if (long) for (fault <- scalingForm if fault.toString.contains(only)) test(fault.toString) {
    val random = new Random(seed)
    val scaling = Repeated("scaling", pauseMillis = 3000)(scaleSome(random))
    try run(fault)
    finally scaling.close()
    info(s"${scaling.successes} splits and merges, ${scaling.failures} failed")
    scaling.successes should be > 0
  }

  if (long && s"random: seed $seed".contains(only)) test(s"random: seed $seed") {
    val random = new Random(seed)
    val end = System.nanoTime() + SECONDS.toNanos(60L * Integer.getInteger("chaos.minutes", 60))
    while (System.nanoTime() < end) run(randomFault(random))
  }

  test("nothing is lost, nothing comes twice where it must not, and each key keeps its order") {
    if (!query.isAlive) requireReadable()
    try awaitCopied(limit = 90) finally report(compared(exactlyOnce), compared(atLeastOnce))
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
    val both = Seq(Role.CONTROLLER, Role.STORE)
      .flatMap(role => Seq(reset(role), resetAgainAndAgain(role, 30), all(role), oneAfterTheOther(role)))
    each ++ network ++ delays ++ both ++ Seq(limited(Role.STORE, kilobytes = 500), driverKilled, executorKilled)
  }

  private def scalingForm: Seq[Fault] =
    Seq(killed(Role.STORE, 30), paused(Role.STORE, 30), killed(Role.CONTROLLER, 30), paused(Role.CONTROLLER, 30),
      vanished(Role.STORE, 30), killed(Role.BOOKIE, 30), driverKilled, executorKilled)
      .map(fault => fault.copy(name = s"${fault.name} while streams scale")(fault.begin))

  /** Splits a segment of one of the streams, or merges two. */
  private def scaleSome(random: Random): Unit = {
    val stream = Seq(from, exactlyOnce, atLeastOnce)(random.nextInt(3))
    val open = openSegments(stream)
    val first = random.nextInt(open.size - 1)
    if (open.size < 4 || open.size < 10 && random.nextBoolean()) splitSegment(stream, open(first).id)
    else mergeSegments(stream, open(first).id, open(first + 1).id)
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

  private def driverKilled: Fault = Fault("killed and started again", "driver", 0) { () =>
    query.kill()
    () => {
      query.start()
      // It is back when Spark has started its executors, which takes half a minute on a small machine.
      query.awaitStarted()
    }
  }

  private def executorKilled: Fault = Fault("killed", "executor", 0) { () =>
    query.executors.head.destroyForcibly()
    () => ()
  }

  override protected def affected: Seq[String] = Seq(from, exactlyOnce)

  // ---- Measuring

  private def run(fault: Fault): Unit = {
    assume(query.isAlive, "the query has ended")
    awaitWhole()
    val first = writer.next
    val end = fault.begin()
    val begun = System.nanoTime()
    try Thread.sleep(fault.seconds * 1000L)
    finally end()
    val ended = System.nanoTime()
    val served = fault.takeover.fold(ended)(seconds => ended min begun + SECONDS.toNanos(seconds))
    val committing = if (fault.blocksCommits) served max ended - SECONDS.toNanos(Patience - Resumption) else served
    val wentOn = Try(awaitCommits(ended, limit = 300))
    outcomes :+= Outcome(fault, first, ended - begun, pause(exactlyOnce, begun, committing),
      pause(atLeastOnce, begun, served))
    if (wentOn.isFailure || !query.isAlive) requireReadable()
    wentOn.get
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
    val all = pauses(to, begun)
    val wentOn = all.collect { case (lasted, until) if lasted >= SECONDS.toNanos(Noticeable) => until }.lastOption
    Pause(all.map(_._1).max, wentOn.fold(0L)(_ - served - SECONDS.toNanos(Patience)))
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

  /** How many seconds a sink may need after the end of what blocked its commits, should that be later. */
  private val Resumption = 15

  /** How many seconds without anything new in the sink are more than a slow machine's. */
  private val Noticeable = 10

  private val Header =
    "| fault | role | lasted | stood still | lost | twice | out of order | at least once: stood still | lost | twice " +
      "|\n|---|---|---|---|---|---|---|---|---|---|"
}
