// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.net.URI
import java.util.concurrent.{Executors, TimeUnit}

import scala.collection.JavaConverters._

import io.pravega.client.control.impl.{Controller, ControllerImpl, ControllerImplConfig}
import io.pravega.connectors.spark.testing.PravegaFixture
import org.scalatest.Suite
import org.scalatest.concurrent.Eventually._
import org.scalatest.time.SpanSugar._

/** Gives a suite a distributed Pravega of its own. */
trait ClusterFixture extends PravegaFixture { this: Suite =>

  // It is there before the first client, and so it is closed after the last.
  protected lazy val cluster: DistributedPravega = closedAfterAll(startCluster())(_.close())

  protected def startCluster(): DistributedPravega = DistributedPravega.start()

  override protected def controllerUri: URI = cluster.controllerUri

  /** The stores, by index, that serve open segments of these streams, each as often as it does. */
  protected def owners(streams: String*): Seq[Int] = asking { client =>
    streams.flatMap { stream =>
      val segments = client.getCurrentSegments(scope, stream).get(10, TimeUnit.SECONDS).getSegments.asScala.toSeq
      segments.map(segment => owner(client, segment.getScopedName))
    }
  }

  /** The stores, by index, that serve containers. */
  protected def serving: Set[Int] = asking { client =>
    // The controllers say where a segment would be, whether or not there is one. So many are in all containers.
    (0 until 64).map(number => owner(client, s"$scope/anything/$number.#epoch.0")).toSet
  }

  private def owner(client: Controller, segment: String): Int =
    cluster.storeAt(client.getEndpointForSegment(segment).get(10, TimeUnit.SECONDS).getPort)

  /** A client of its own: others remember where a segment was, and wait on a controller that is paused. */
  private def asking[T](question: Controller => T): T = {
    val executor = Executors.newSingleThreadScheduledExecutor()
    val client = new ControllerImpl(ControllerImplConfig.builder.clientConfig(clientConfig).retryAttempts(2).build,
      executor)
    try question(client)
    finally {
      client.close()
      executor.shutdownNow()
    }
  }

  /** Waits until every store serves containers. */
  protected def awaitWhole(): Unit = eventually(timeout(90.seconds), interval(500.millis)) {
    assert(serving.size == Role.STORE.count)
  }
}
