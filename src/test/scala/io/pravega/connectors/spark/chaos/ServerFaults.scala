// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.time.Duration

import org.scalatest.Suite

/** The faults of servers, and of the network between them and their clients. */
trait ServerFaults extends ClusterFixture { this: Suite =>

  /** The streams whose servers are to fail. */
  protected def affected: Seq[String]

  protected def killed(role: Role, seconds: Int): Fault = fault("killed", role, seconds, takeover(role)) { index =>
    cluster.kill(role, index)
    () => cluster.restart(role, index)
  }

  /** Controllers wait on connections to a paused store for up to three minutes, and commit nothing meanwhile. */
  protected def paused(role: Role, seconds: Int): Fault =
    fault("paused", role, seconds, takeover(role), blocksCommits = role == Role.STORE) { index =>
      cluster.pause(role, index)
      () => cluster.resume(role, index)
    }

  protected def vanished(role: Role, seconds: Int): Fault =
    badNetwork("connections half open", role, seconds)(_.vanish())

  protected def refused(role: Role, seconds: Int): Fault = badNetwork("unreachable", role, seconds)(_.refuse())

  protected def delayed(role: Role, millis: Int): Fault =
    badNetwork(s"delayed by $millis ms", role, 30)(_.delay(Duration.ofMillis(millis)))

  protected def limited(role: Role, kilobytes: Int): Fault =
    badNetwork(s"limited to $kilobytes kB/s", role, 30)(_.limit(kilobytes * 1000L))

  protected def reset(role: Role): Fault = fault("connections reset", role, 0) { index =>
    cluster.network(role, index).reset()
    () => ()
  }

  protected def resetAgainAndAgain(role: Role, seconds: Int): Fault =
    fault("connections reset each second", role, seconds) { index =>
      val resets = Repeated("resets", 1000)(cluster.network(role, index).reset())
      () => resets.close()
    }

  protected def all(role: Role): Fault = Fault("killed", s"each $role", 10) { () =>
    (0 until role.count).foreach(cluster.kill(role, _))
    () => (0 until role.count).foreach(cluster.restart(role, _))
  }

  protected def oneAfterTheOther(role: Role): Fault = Fault("killed, one after the other", role.toString, 10) { () =>
    cluster.kill(role, 0)
    () => {
      cluster.restart(role, 0)
      cluster.kill(role, 1)
      Thread.sleep(10000)
      cluster.restart(role, 1)
    }
  }

  private def fault(name: String, role: Role, seconds: Int, takeover: Option[Int] = None,
      blocksCommits: Boolean = false)(begin: Int => () => Unit): Fault =
    Fault(name, role.toString, seconds, takeover, blocksCommits)(() => begin(busiest(role)))

  private def badNetwork(name: String, role: Role, seconds: Int)(begin: FaultyProxy => Unit): Fault =
    fault(name, role, seconds) { index =>
      val network = cluster.network(role, index)
      begin(network)
      () => network.heal()
    }

  private def takeover(role: Role): Option[Int] = role match {
    case Role.STORE => Some(8) // A session of 5 s, and 2 s until the controllers share out its containers.
    case Role.CONTROLLER => Some(6)
    case _ => None
  }

  /** The store that serves most of the streams' segments; of others, any. */
  private def busiest(role: Role): Int =
    if (role == Role.STORE) owners(affected: _*).groupBy(identity).maxBy(_._2.size)._1 else 0
}
