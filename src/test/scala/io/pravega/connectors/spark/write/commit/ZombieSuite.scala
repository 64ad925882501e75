// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit

import java.util.concurrent.Semaphore

import io.pravega.connectors.spark.write.commit.ModelConnection._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/**
 * Two drivers of one query on copies of one checkpoint: the first stands still at any of its calls, the second starts,
 * stands still at any of its own, the first goes on to its end, then the second. No row is ever in the stream twice,
 * and if one of them gets to its end every row is there.
 */
class ZombieSuite extends AnyFunSuite with Matchers with Histories {

  private val same = ModelDriver.modulo(2, 0)
  private val other = ModelDriver.modulo(3, 1)

  /** Epochs end after these rows. */
  private def plan(ends: Int*): Seq[Seq[Int]] = (0 +: ends).zip(ends).map { case (from, to) => from until to }

  private val firstPlan = plan(4, 4, 7, 9)

  /** What the second driver plans when its copy knows `known` epochs. No later epoch has the first driver's rows. */
  private def secondPlan(known: Int): Seq[Seq[Int]] = known match {
    case 0 => plan(3, 5, 6, 9)
    case 1 => plan(4, 5, 6, 9)
    case 2 => plan(4, 4, 6, 9)
    case _ => firstPlan
  }

  /** Runs in a thread of its own, but never at the same time as anybody else. */
  private final class Turn(stopAt: Int, afterCall: Boolean)(body: OnCall => Unit) extends OnCall {
    private val back = new Semaphore(0)
    private val forth = new Semaphore(0)
    @volatile private var failure: Throwable = _
    private val thread = new Thread(() =>
      try body(this)
      catch { case e: Throwable => failure = e }
      finally back.release())

    override def before(number: Int): Unit = if (!afterCall && number == stopAt) stop()
    override def after(number: Int): Unit = if (afterCall && number == stopAt) stop()

    private def stop(): Unit = {
      back.release()
      forth.acquireUninterruptibly()
    }

    def start(): Unit = {
      thread.start()
      back.acquireUninterruptibly()
    }

    def finish(): Unit = {
      forth.release()
      thread.join()
      Option(failure).foreach(throw _)
    }
  }

  private def check(server: ModelServer, drivers: ModelDriver*): Unit = {
    val stream = server.stream
    withClue("duplicates: ")(stream.distinct should contain theSameElementsAs stream)
    if (drivers.exists(_.complete)) stream.sorted shouldBe firstPlan.flatten
  }

  /** Returns how many of the two got to their end before they were started again. */
  private def history(
      stopFirst: Int,
      stopSecond: Int,
      afterCall: Boolean,
      secondAfterCall: Boolean,
      expire: Option[ModelServer => Unit],
      partitioning: ModelDriver.Partitioning,
      ownPlan: Option[Int]): Int = {
    val server = new ModelServer
    val first = new ModelDriver(server, WriteJob.Kind.EPOCH, firstPlan)
    val firstTurn = new Turn(stopFirst, afterCall)(onCall => first.run(new ModelConnection(server, onCall), same))
    firstTurn.start()
    expire.foreach(_.apply(server))
    val second = new ModelDriver(server, WriteJob.Kind.EPOCH,
      ownPlan.fold(firstPlan)(ahead => secondPlan(first.committed + ahead)), first.committed)
    val secondTurn =
      new Turn(stopSecond, secondAfterCall)(onCall => second.run(new ModelConnection(server, onCall), partitioning))
    secondTurn.start()
    firstTurn.finish()
    check(server, first, second)
    secondTurn.finish()
    check(server, first, second)
    val complete = Seq(first, second).count(_.complete)

    // An operator starts one again, then the other.
    first.run(new ModelConnection(server, Reliable), same)
    check(server, first, second)
    second.run(new ModelConnection(server, Reliable), partitioning)
    check(server, first, second)
    if (ownPlan.isEmpty && expire.isEmpty) {
      withClue("refused without need: ")((first.complete || second.complete) shouldBe true)
    }
    complete
  }

  for ((name, ownPlan) <- Seq(
      "the same offsets" -> None,
      "offsets of its own from the current epoch on" -> Some(0),
      "offsets of its own from the next epoch on" -> Some(1))) {
    test(s"a second driver with $name") {
      val histories = for {
        stopFirst <- 1 to 24
        stopSecond <- 1 to 24
        afterCall <- Seq(false, true)
        secondAfterCall <- Seq(false, true)
        expire <- Seq[Option[ModelServer => Unit]](None, Some(_.oldestLeaseExpires()), Some(_.leasesExpire()))
        partitioning <- Seq(same, other)
      } yield () => history(stopFirst, stopSecond, afterCall, secondAfterCall, expire, partitioning, ownPlan)
      val complete = endings(histories)(_.apply())
      info(s"${histories.size} histories; both failed in ${complete(0)}, both got to the end in ${complete(2)}")
      complete(2) should be < histories.size
    }
  }
}
