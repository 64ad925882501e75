// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos

import java.net.URI
import java.util.concurrent.{Executors, TimeUnit}

import scala.collection.JavaConverters._

import io.pravega.client.control.impl.{ControllerImpl, ControllerImplConfig}
import io.pravega.connectors.spark.testing.PravegaFixture
import org.scalatest.Suite
import org.scalatest.concurrent.Eventually._
import org.scalatest.time.SpanSugar._

/** Gives a suite a distributed Pravega of its own. */
trait ClusterFixture extends PravegaFixture { this: Suite =>

  // It is there before the first client, and so it is closed after the last.
  protected lazy val cluster: DistributedPravega = closedAfterAll(DistributedPravega.start())(_.close())

  override protected def controllerUri: URI = cluster.controllerUri

  /** The stores, by index, that serve open segments of these streams, each as often as it does. */
  protected def owners(streams: String*): Seq[Int] = {
    val executor = Executors.newSingleThreadScheduledExecutor()
    // A client of its own: others remember where a segment was, and wait on a controller that is paused.
    val client = new ControllerImpl(ControllerImplConfig.builder.clientConfig(clientConfig).retryAttempts(2).build,
      executor)
    try streams.flatMap { stream =>
      val segments = client.getCurrentSegments(scope, stream).get(10, TimeUnit.SECONDS).getSegments.asScala.toSeq
      segments.map { segment =>
        cluster.storeAt(client.getEndpointForSegment(segment.getScopedName).get(10, TimeUnit.SECONDS).getPort)
      }
    } finally {
      client.close()
      executor.shutdownNow()
    }
  }

  protected def storesOf(streams: String*): Set[Int] = owners(streams: _*).toSet

  /** Waits until every store serves some of these streams' segments. */
  protected def awaitWhole(streams: String*): Unit = eventually(timeout(90.seconds), interval(500.millis)) {
    assert(storesOf(streams: _*).size == Role.STORE.count)
  }
}
