// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.nio.file.Files
import java.util.concurrent.TimeUnit.MINUTES

import scala.util.Random

import org.scalatest.concurrent.Eventually._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.time.SpanSugar._

/**
 * Copies a stream while processes of all kinds are killed as fast as this machine can start them again: `chaos.kills`
 * of them, or for `chaos.minutes`, chosen by `chaos.seed`.
 */
@ChaosTest
class StormSuite extends AnyFunSuite with CopyFixture {
  import StormSuite._

  private val kills = Integer.getInteger("chaos.kills", 1000).intValue
  private val minutes = Integer.getInteger("chaos.minutes", 60).toLong
  private val random = new Random(seed)
  private lazy val storm = new Storm(cluster, query, random, directory.resolve("storm.log"))
  private var longest = 0L

  override protected def writerPauseMillis: Long = 100

  test(s"$kills kills of processes of any kind, seed $seed: nothing is lost, nothing comes twice, each key has order") {
    println(s"The storm's logs go to $directory and ${cluster.directory}")
    val end = System.nanoTime() + MINUTES.toNanos(minutes)
    while (storm.kills.values.sum < kills && System.nanoTime() < end) {
      for (_ <- 0 to random.nextInt(MaxBurst)) storm.strike()
      awaitProgress()
    }
    try awaitCopied(limit = 600) finally report()
    compared(exactlyOnce) shouldBe Comparison(Nil, Nil, Nil)
    compared(atLeastOnce).lost shouldBe empty
  }

  /** Lets the servers come back and the query go on, if slowly. */
  private def awaitProgress(): Unit = {
    val begun = System.nanoTime()
    eventually(timeout(180.seconds), interval(200.millis)) {
      storm.calm()
      assert(storm.isOver)
    }
    eventually(timeout(600.seconds), interval(200.millis)) {
      // Servers may end by themselves at any time, also while the query is waited for.
      storm.calm()
      assert(!query.hasFoundNoController && (!query.isAlive || haveCommitted(begun, number = 1)))
    }
    assert(query.isAlive, s"the query failed; see $directory")
    longest = longest max System.nanoTime() - begun
  }

  private def report(): Unit = {
    val (once, atLeast) = (compared(exactlyOnce), compared(atLeastOnce))
    val rows = (storm.kills.toSeq.sorted :+ "all" -> storm.kills.values.sum)
      .map { case (kind, times) => s"| $kind | $times |" }
    val text = ("| killed | times |\n|---|---|" +: rows :+
      s"\n${writer.next.values.sum} events. Exactly once: ${once.lost.size} lost, ${once.twice.size} twice, " +
      s"${once.outOfOrder.size} out of order. At least once: ${atLeast.lost.size} lost, ${atLeast.twice.size} twice. " +
      s"${storm.startsWithoutController} times a driver found no controller at its start, and was started again. " +
      s"At most ${longest / 1000000000} s until the query went on after some kills. Seed $seed.\n").mkString("\n")
    Files.writeString(directory.getParent.resolve("storm.md"), text)
    println(text)
  }
}

private object StormSuite {

  /** How many kills the query has to see through before it is waited for. */
  private val MaxBurst = 20
}
