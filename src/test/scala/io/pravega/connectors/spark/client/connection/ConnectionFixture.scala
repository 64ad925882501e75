// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection

import java.nio.charset.StandardCharsets.UTF_8
import java.time.Duration
import java.util.UUID
import java.util.concurrent.TimeUnit.SECONDS

import scala.collection.JavaConverters._

import io.pravega.client.connection.impl.{ConnectionPool, RawClient}
import io.pravega.connectors.spark.client.{EventWriter, TransactionStatus}
import io.pravega.connectors.spark.client.commit.{KeepAlive, RemoteTransactions}
import io.pravega.connectors.spark.options.{ConnectionOptions, CredentialOptions}
import io.pravega.connectors.spark.stream.StreamId
import io.pravega.connectors.spark.testing.PravegaFixture
import io.pravega.shared.protocol.netty.PravegaNodeUri
import io.pravega.shared.protocol.netty.WireCommands.{GetSegmentAttribute, SegmentAttribute}
import org.scalatest.Suite

/** What the suites of the write side share: a connection of their own, and looks behind the server's curtain. */
trait ConnectionFixture extends PravegaFixture { this: Suite =>

  protected lazy val connection: Connection = newConnection()

  protected def newConnection(): Connection = {
    val options = new ConnectionOptions(controllerUri, new ConnectionOptions.Tls(null, true),
      new CredentialOptions.None, Duration.ofMinutes(10))
    closedAfterAll(Connection.open(options))(_.close())
  }

  protected lazy val keepAlive: KeepAlive =
    closedAfterAll(new KeepAlive(connection.controller, connection.outageTimeout))(_.stop())

  protected def status(stream: String, transaction: UUID): TransactionStatus =
    transactions(stream).statuses(Seq(transaction).asJava).get(transaction)

  protected def id(stream: String): StreamId = new StreamId(scope, stream)

  protected def transactions(stream: String, leaseSeconds: Int = 120): RemoteTransactions =
    new RemoteTransactions(connection, keepAlive, id(stream), Duration.ofSeconds(leaseSeconds))

  protected def write(sink: EventWriter, key: String, event: String): Unit = write(sink, key, event.getBytes(UTF_8))

  protected def write(sink: EventWriter, key: String, event: Array[Byte]): Unit =
    sink.write(key, event, 0, event.length)

  /** Where the stream's first segment is. */
  protected def serverOf(stream: String): PravegaNodeUri =
    connection.controller.getEndpointForSegment(s"$scope/$stream/0.#epoch.0").join()

  protected def sockets: Seq[AutoCloseable] = sockets(connection.requestPool) ++ sockets(connection.appendPool)

  protected def sockets(pool: ConnectionPool): Seq[AutoCloseable] =
    pool.asInstanceOf[EagerConnectionPool].sockets.asScala.toSeq

  /** How many events the server believes to have been appended to a segment. */
  protected def eventCount(segment: String): Long = {
    val eventCountAttribute = new UUID(Long.MinValue, 1)
    val server = connection.controller.getEndpointForSegment(segment).join()
    val client = new RawClient(server, connection.requestPool)
    try {
      val id = client.getFlow.asLong
      client.sendRequest(id, new GetSegmentAttribute(id, segment, eventCountAttribute, ""))
        .get(10, SECONDS).asInstanceOf[SegmentAttribute].getValue
    } finally client.close()
  }
}
