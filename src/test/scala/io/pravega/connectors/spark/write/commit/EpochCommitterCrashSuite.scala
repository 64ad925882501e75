// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit

import io.pravega.connectors.spark.write.commit.ModelConnection._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/**
 * Every history of a few epochs in which the driver dies, or a call or its answer gets lost, at any of the calls it
 * makes, once or twice, and is then started again, after any time. Each row is in its stream once in the end, of one
 * stream or of several, or the query refuses to run, and then no row is there twice.
 */
class EpochCommitterCrashSuite extends AnyFunSuite with Matchers with Histories {

  private sealed trait Absence
  private case object Short extends Absence
  private case object LongerThanOneLease extends Absence
  private case object LongerThanLease extends Absence
  private case object LongerThanMemory extends Absence
  private val Absences = Seq(Short, LongerThanOneLease, LongerThanLease, LongerThanMemory)

  /** Three tasks with rows; none; two with rows and one without. */
  private val plan = Seq(Seq(0, 1, 2, 3, 4), Seq.empty, Seq(5, 6, 8, 9, 12), Seq(13, 14))
  private val rows = plan.flatten
  private val same = ModelDriver.modulo(3, 0)
  private val others = Seq(ModelDriver.modulo(3, 1), ModelDriver.modulo(2, 0))

  private final class History(kind: WriteJob.Kind, slow: Boolean, scaling: Boolean = false, streams: Int = 1) {
    private val server = new ModelServer
    private val driver = new ModelDriver(server, kind, plan, slow = slow, scaling = scaling, streams = streams)
    private var mayRefuse = false

    def run(onCall: OnCall, partitioning: ModelDriver.Partitioning): Unit =
      driver.run(new ModelConnection(server, onCall), partitioning)

    def complete: Boolean = driver.complete

    def stayAway(absence: Absence, partitioning: ModelDriver.Partitioning): Unit = absence match {
      case Short =>
      case LongerThanOneLease =>
        server.oldestLeaseExpires()
        mayRefuse |= partitioning ne same
      case LongerThanLease =>
        server.leasesExpire()
        mayRefuse |= partitioning ne same
      case LongerThanMemory =>
        server.forget()
        mayRefuse = true
    }

    /** Restarted until there is nothing to do, or it is clear that it refuses. */
    def finish(partitioning: ModelDriver.Partitioning): Boolean = {
      (1 to 3).foreach(_ => run(Reliable, partitioning))
      val stream = server.stream
      withClue("duplicates: ")(stream.distinct should contain theSameElementsAs stream)
      if (driver.complete) {
        stream.sorted shouldBe rows.sorted
      } else {
        withClue(s"refused without need, with $stream: ")(mayRefuse shouldBe true)
      }
      for ((name, found) <- server.streams) {
        if (streams > 1) all(found.map(ModelDriver.streamOf(_, streams))) shouldBe name
        if (kind != WriteJob.Kind.EPOCH && !mayRefuse) {
          withClue(s"partitions out of order in $found: ")(inOrder(found.toSeq) shouldBe true)
        }
      }
      driver.complete
    }

    private def inOrder(stream: Seq[Int]) = plan.forall { epoch =>
      val written = stream.filter(epoch.contains(_))
      (same +: others).exists(_.apply(epoch).flatten.filter(written.contains(_)) == written)
    }
  }

  private def callsWithoutFault(
      kind: WriteJob.Kind, slow: Boolean, scaling: Boolean = false, streams: Int = 1): Int = {
    val server = new ModelServer
    val connection = new ModelConnection(server, Reliable)
    val driver = new ModelDriver(server, kind, plan, slow = slow, scaling = scaling, streams = streams)
    driver.run(connection, same) shouldBe true
    connection.calls
  }

  for {
    kind <- Seq(WriteJob.Kind.EPOCH, WriteJob.Kind.VERSION)
    slow <- Seq(false, true)
    (scaling, streams) <- Seq((false, 1), (true, 1), (true, 2))
  } {
    val sink = if (streams > 1) ", several streams that scale" else if (scaling) ", a stream that scales" else ""
    test(s"one death or lost call, $kind, ${if (slow) "slow" else "fast"} epochs$sink") {
      val histories = for {
        fault <- Faults ++ (16 to 26).map(AwayFor)
        call <- 1 to callsWithoutFault(kind, slow, scaling, streams)
        absence <- Absences
        again <- same +: others
      } yield (fault, call, absence, again)
      val complete = endings(histories) { case (fault, call, absence, again) =>
        val history = new History(kind, slow, scaling, streams)
        history.run(fault.at(call), same)
        history.stayAway(absence, again)
        history.finish(again)
      }
      tell(histories.size, refused = complete(false))
    }
  }

  for (kind <- Seq(WriteJob.Kind.EPOCH, WriteJob.Kind.VERSION); streams <- Seq(1, 2)) {
    // With several streams there are more calls, and what gets lost on the way is seen above.
    val (name, faults) = if (streams > 1) ("two deaths, several streams", Seq(DiesBefore, DiesAfter))
      else ("two deaths or lost calls", Faults)
    def doesHarm(fault: OnCall) = {
      val history = new History(kind, slow = false, streams = streams)
      history.run(fault, same)
      !history.complete
    }
    test(s"$name, $kind") {
      val histories = for {
        first <- faults
        firstCall <- 1 to callsWithoutFault(kind, slow = false, streams = streams)
        if doesHarm(first.at(firstCall))
        firstAbsence <- Seq(Short, LongerThanLease)
        again <- same +: others
        second <- faults
        // What the first driver left behind takes the second one some calls more.
        secondCall <- 1 to callsWithoutFault(kind, slow = false, streams = streams) * 3 / 2
        secondAbsence <- Seq(Short, LongerThanLease)
      } yield (first.at(firstCall), firstAbsence, again, second.at(secondCall), secondAbsence)
      val complete = endings(histories) { case (first, firstAbsence, again, second, secondAbsence) =>
        val history = new History(kind, slow = false, streams = streams)
        history.run(first, same)
        history.stayAway(firstAbsence, again)
        history.run(second, again)
        history.stayAway(secondAbsence, again)
        history.finish(again)
      }
      tell(histories.size, refused = complete(false))
    }
  }

  private def tell(histories: Int, refused: Int): Unit = {
    info(s"$histories histories, $refused refused")
    refused should (be > 0 and be < histories / 4)
  }
}
