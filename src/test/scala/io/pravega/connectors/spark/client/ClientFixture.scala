// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client

import java.time.Duration

import io.pravega.connectors.spark.client.pool.PravegaClients
import io.pravega.connectors.spark.options.{ConnectionOptions, CredentialOptions}
import io.pravega.connectors.spark.stream.StreamId
import io.pravega.connectors.spark.testing.PravegaFixture
import org.scalatest.Suite

/** A lease on the test JVM's server. */
trait ClientFixture extends PravegaFixture { this: Suite =>

  protected lazy val connectionOptions: ConnectionOptions =
    new ConnectionOptions(controllerUri, new ConnectionOptions.Tls(null, true), new CredentialOptions.None,
      Duration.ofMinutes(10))

  protected lazy val client: PravegaClient = closedAfterAll(PravegaClients.SHARED.acquire(connectionOptions))(_.close())

  protected def id(stream: String): StreamId = new StreamId(scope, stream)
}
