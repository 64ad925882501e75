// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.nio.file.{Files, Path}
import java.nio.file.StandardOpenOption.{APPEND, CREATE}
import java.time.LocalTime
import java.util.concurrent.TimeUnit.MILLISECONDS

import scala.util.Random

/**
 * Kills of processes of any kind, one soon after the other, each followed by a start. Of the servers of a role, no two
 * are away at once, so that what was acknowledged can be read. No executor is killed twice between two commits, because
 * Spark gives a task up that has failed four times; the driver is not killed more than twice.
 *
 * @param log a file to which each kill is written, with the time of day
 */
class Storm(cluster: DistributedPravega, query: CopyQuery, random: Random, log: Path) {
  import Storm._

  private var away = Map.empty[(Role, Int), Long]
  private var counts = Map.empty[String, Int].withDefaultValue(0)
  private var lateStarts = 0
  private var executorKill = System.nanoTime()
  private var driverKills = Vector.fill(2)(System.nanoTime())

  /** How many processes of each kind were killed so far. */
  def kills: Map[String, Int] = counts

  /** How often a driver was started that found no controller. */
  def startsWithoutController: Int = lateStarts

  /** Kills one process. Servers that were killed earlier come back when it is their time. */
  def strike(): Unit = {
    restart(until = System.nanoTime())
    random.shuffle(Kinds).find(mayDie).foreach(kill)
    Thread.sleep(random.nextInt(MaxPauseMillis))
  }

  /** Starts all servers that are away. */
  def calm(): Unit = restart(until = Long.MaxValue)

  /** Whether all servers are there and take connections. */
  def isOver: Boolean = away.isEmpty && servers.forall { case (role, index) => cluster.isListening(role, index) }

  private def mayDie(kind: Kind): Boolean = kind match {
    case Server(role) => (0 until role.count).forall(cluster.isListening(role, _))
    case Executor => committedSince(executorKill) && query.executors.size == 2
    case Driver => committedSince(driverKills.head)
  }

  private def committedSince(time: Long): Boolean =
    Seq(query.exactlyOnce, query.atLeastOnce).forall(query.commitTimes(_).lastOption.exists(_ > time))

  private def kill(kind: Kind): Unit = {
    kind match {
      case Server(role) =>
        val index = random.nextInt(role.count)
        // Long enough for another to take over, or so short that none does.
        val millis = if (random.nextInt(6) == 0) 12000 else random.nextInt(3000)
        note(s"$kind $index for $millis ms")
        cluster.kill(role, index)
        away += (role, index) -> (System.nanoTime() + MILLISECONDS.toNanos(millis.toLong))
      case Executor =>
        note("executor")
        executorKill = System.nanoTime()
        random.shuffle(query.executors).headOption.foreach(_.destroyForcibly())
      case Driver =>
        note("driver")
        query.kill()
        driverKills = driverKills.tail :+ System.nanoTime()
        query.start()
    }
    counts += kind.toString -> (counts(kind.toString) + 1)
  }

  private def restart(until: Long): Unit = {
    for (((role, index), time) <- away if time <= until) {
      cluster.restart(role, index)
      away -= role -> index
    }
    // Some end by themselves without ZooKeeper; whoever runs a cluster starts them again.
    for ((role, index) <- servers if !away.contains((role, index)) && !cluster.isAlive(role, index)) {
      note(s"${Server(role)} $index has ended by itself")
      cluster.restart(role, index)
    }
    // A query that is started looks for a controller for 30 s only; whoever supervises it starts it again.
    if (query.hasFoundNoController) {
      note("the driver has found no controller at its start")
      lateStarts += 1
      query.start()
    }
  }

  private def note(what: String): Unit = Files.writeString(log, s"${LocalTime.now} $what\n", CREATE, APPEND)
}

private object Storm {

  private val MaxPauseMillis = 1500

  private val servers = for (role <- Role.values.toSeq; index <- 0 until role.count) yield (role, index)

  private sealed trait Kind
  private case class Server(role: Role) extends Kind {
    override def toString: String = role.toString
  }
  private case object Executor extends Kind {
    override def toString: String = "executor"
  }
  private case object Driver extends Kind {
    override def toString: String = "driver"
  }

  /** The driver is not as often as the others, because it takes longest to come back. */
  private val Kinds: Seq[Kind] =
    Role.values.toSeq.flatMap(role => Seq.fill(2)(Server(role))) ++ Seq(Executor, Executor, Driver)
}
